import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isUsualExponent, shownExponent } from '../certificates.ts';
import { context, type Der, DerError, itemsOf, readDer, TAG } from './der.ts';
import { readCount, readInteger, readOid } from './der-values.ts';

type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

interface Algorithm {
  readonly key: 'rsa' | 'rsa-pss' | 'ec';
  readonly hash: Hash;
  readonly saltLength?: number;
}

const PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map([
  ['1.2.840.113549.1.1.5', { key: 'rsa', hash: 'sha1' }],
  ['1.2.840.113549.1.1.11', { key: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { key: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { key: 'rsa', hash: 'sha512' }],
  ['1.2.840.10045.4.3.2', { key: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { key: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { key: 'ec', hash: 'sha512' }],
]);

const HASHES: ReadonlyMap<string, Hash> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1']);

export interface AlgorithmProfile {
  /** SHA-1 signatures and RSA below 2048 bits, for looking at old material; default false. */
  readonly allowWeak?: boolean;
}

export type SignatureCheck =
  | { readonly outcome: 'good' | 'bad' }
  | { readonly outcome: 'not-allowed'; readonly algorithm: string };

export interface SignedOctets {
  readonly tbs: Buffer;
  /** AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
}

/** A signature of a certificate, CRL or OCSP response under a SubjectPublicKeyInfo. */
export function checkSignature(signed: SignedOctets, spki: Buffer, profile: AlgorithmProfile = {}): SignatureCheck {
  const [algorithm, name] = readAlgorithm(signed.algorithm);
  if (!algorithm) return { outcome: 'not-allowed', algorithm: name };
  const key = readKey(spki);
  const unfit = key ? refuse(key, algorithm, profile) : 'SubjectPublicKeyInfo';
  if (!key || unfit !== null) return { outcome: 'not-allowed', algorithm: unfit ?? name };
  return { outcome: verifyOnce(signed, spki, algorithm, key) ? 'good' : 'bad' };
}

function refuse(key: KeyObject, { key: kind, hash }: Algorithm, { allowWeak = false }: AlgorithmProfile) {
  const { modulusLength = 0, namedCurve = '?', publicExponent } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType ?? '?';
  if (hash === 'sha1' && !allowWeak) return 'SHA-1';
  if (kind === 'ec') return type !== 'ec' ? type.toUpperCase() : CURVES.has(namedCurve) ? null : `EC ${namedCurve}`;
  if (type !== 'rsa' && !(type === 'rsa-pss' && kind === 'rsa-pss')) return type.toUpperCase();
  if (!isUsualExponent(publicExponent)) return `RSA e = ${shownExponent(publicExponent)}`;
  return modulusLength >= (allowWeak ? 1024 : 2048) && modulusLength <= 8192 ? null : `RSA ${modulusLength} bit`;
}

/** The algorithm if it is one of the list with the parameters that its standard gives it, and its OID for the reason. */
function readAlgorithm(der: Buffer): [Algorithm | null, string] {
  try {
    return parseAlgorithm(der);
  } catch (error) {
    if (error instanceof DerError) return [null, 'AlgorithmIdentifier'];
    throw error;
  }
}

function parseAlgorithm(der: Buffer): [Algorithm | null, string] {
  const items = itemsOf(readDer(der, TAG.sequence));
  const oid = readOid(items.take(TAG.oid));
  if (oid === PSS) return [items.peek() === TAG.sequence ? readPss(items.take()) : null, 'RSASSA-PSS'];
  const algorithm = ALGORITHMS.get(oid) ?? null;
  // RFC 4055 section 5: NULL (absent is seen and harmless); RFC 5758 section 3.2: absent.
  if (algorithm?.key === 'rsa') items.maybe(TAG.null);
  return [items.done() ? algorithm : null, oid];
}

/** RFC 4055 section 3.1. SHA-1 is the default of every field, so each must be there; one hash for both uses. */
function readPss(parameters: Der): Algorithm | null {
  const items = itemsOf(parameters);
  const [hash, mask, salt] = [0, 1, 2].map((number) => items.maybe(context(number, true)));
  if (!items.done() || !hash || !mask || !salt) return null;
  const digest = readHash(readDer(hash.body));
  const generator = itemsOf(readDer(mask.body, TAG.sequence));
  const known = readOid(generator.take()) === MGF1;
  if (!digest || !known || readHash(generator.take()) !== digest) return null;
  return { key: 'rsa-pss', hash: digest, saltLength: readCount(readInteger(readDer(salt.body))) };
}

function readHash(identifier: Der): Hash | null {
  return HASHES.get(readOid(itemsOf(identifier).take())) ?? null;
}

// A hub sees the same authorities again and again: their keys, and what was verified under them, are kept by digest.
const KEYS = 1_000;
const VERDICTS = 10_000;
const keys = new Map<string, KeyObject | null>();
const verdicts = new Map<string, boolean>();

function readKey(spki: Buffer): KeyObject | null {
  return remember(keys, KEYS, digest(spki), () => {
    try {
      return createPublicKey({ key: spki, format: 'der', type: 'spki' });
    } catch {
      return null;
    }
  });
}

function verifyOnce(signed: SignedOctets, spki: Buffer, algorithm: Algorithm, key: KeyObject): boolean {
  const id = digest(spki, signed.algorithm, signed.signature, signed.tbs);
  return remember(verdicts, VERDICTS, id, () => {
    if (algorithm.key !== 'rsa-pss') return verify(algorithm.hash, signed.tbs, key, signed.signature);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const saltLength = algorithm.saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST;
    try {
      return verify(algorithm.hash, signed.tbs, { key, padding, saltLength }, signed.signature);
    } catch {
      // OpenSSL throws for a key that its owner bound to another digest or salt.
      return false;
    }
  });
}

function digest(...parts: Buffer[]): string {
  const hash = createHash('sha256');
  // Lengths first: two different lists of parts must never be the same octets.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}

function remember<T>(map: Map<string, T>, most: number, id: string, make: () => T): T {
  const known = map.get(id);
  if (known !== undefined) return known;
  const made = make();
  if (map.size >= most) map.delete(map.keys().next().value!);
  map.set(id, made);
  return made;
}
