import { createHash } from 'node:crypto';
import { context, type Der, DerError, itemsOf, readDer, TAG } from './der.ts';
import { readBytesAsBits, readInteger, readTime } from './der-values.ts';
import { type Extensions, readExtensionList, readExtensions } from './extensions.ts';
import { type Name, readName } from './name.ts';

/** A certificate as its own octets say it (RFC 5280 section 4.1); nothing here is believed yet. */
export interface ParsedCertificate {
  readonly der: Buffer;
  /** Hex SHA-256 of `der`. */
  readonly sha256: string;
  /** What the signature covers. */
  readonly tbs: Buffer;
  /** 1 or 3. */
  readonly version: number;
  /** Hex of the INTEGER's octets. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** The octets of the key inside it, as OCSP and key identifiers hash them. */
  readonly keyBits: Buffer;
  /** AlgorithmIdentifier of the signature; inner and outer are equal, or the certificate was not read. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
  readonly extensions: Extensions;
  /** Names are the same in issuer and subject: key rollover and roots (section 6.1). */
  readonly selfIssued: boolean;
}

const CACHED = 1_000;
const cache = new Map<string, ParsedCertificate>();

/** Reads one certificate; throws DerError for anything that is not DER of RFC 5280. Kept by digest in this thread. */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const sha256 = createHash('sha256').update(der).digest('hex');
  const known = cache.get(sha256);
  if (known) return known;
  const parsed = parse(Buffer.from(der), sha256);
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value!);
  cache.set(sha256, parsed);
  return parsed;
}

/** The same, null instead of a throw. */
export function tryParseCertificate(der: Uint8Array): ParsedCertificate | null {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** SEQUENCE { toBeSigned, AlgorithmIdentifier, BIT STRING }: certificates, CRLs and OCSP responses alike. */
export function readSigned(der: Uint8Array): { tbs: Der; algorithm: Buffer; signature: Buffer } {
  const items = itemsOf(readDer(der, TAG.sequence));
  const tbs = items.take(TAG.sequence);
  const algorithm = items.take(TAG.sequence).whole;
  const signature = readBytesAsBits(items.take(TAG.bitString));
  items.end();
  return { tbs, algorithm, signature };
}

function parse(der: Buffer, sha256: string): ParsedCertificate {
  const { tbs, algorithm, signature } = readSigned(der);
  const items = itemsOf(tbs);
  const version = readVersion(items.maybe(context(0, true)));
  const serial = readInteger(items.take(TAG.integer)).toString('hex');
  // Section 4.1.1.2: the copy outside is not signed.
  if (!items.take(TAG.sequence).whole.equals(algorithm)) throw new DerError('signatureAlgorithm differs');
  const issuer = readName(items.take());
  const validity = itemsOf(items.take(TAG.sequence));
  const notBeforeMs = readTime(validity.take());
  const notAfterMs = readTime(validity.take());
  validity.end();
  const subject = readName(items.take());
  const spki = items.take(TAG.sequence);
  items.maybe(context(1, false));
  items.maybe(context(2, false));
  const list = items.maybe(context(3, true));
  items.end();
  if (issuer.rdns.length === 0) throw new DerError('empty issuer');
  if (list && version !== 3) throw new DerError('extensions need version 3');
  return {
    der,
    sha256,
    tbs: tbs.whole,
    version,
    serial,
    issuer,
    subject,
    notBeforeMs,
    notAfterMs,
    spki: spki.whole,
    keyBits: readKeyBits(spki),
    algorithm,
    signature,
    extensions: readExtensions(list ? readExtensionList(readDer(list.body, TAG.sequence)) : []),
    selfIssued: issuer.key === subject.key,
  };
}

function readVersion(explicit: Der | null): number {
  if (!explicit) return 1;
  const version = readInteger(readDer(explicit.body, TAG.integer));
  if (version.length !== 1 || version[0]! > 2) throw new DerError('version');
  return version[0]! + 1;
}

function readKeyBits(spki: Der): Buffer {
  const items = itemsOf(spki);
  items.take(TAG.sequence);
  const bits = readBytesAsBits(items.take(TAG.bitString));
  items.end();
  return bits;
}
