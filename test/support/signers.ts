import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { bits, context, integer, NULL, octets, oid, seq, setOf, TRUE, tlv, utcTime, utf8 } from './der-writer.ts';

export type Digest = 'sha1' | 'sha256' | 'sha384' | 'sha512';
export type Scheme = 'rsa' | 'rsa-pss' | 'ec';

/** A key with a self-signed certificate: trust in it is not what these tests are about. */
export interface TestSigner {
  readonly key: KeyObject;
  readonly certificate: Buffer;
  readonly scheme: Scheme;
  readonly issuer: Buffer;
  readonly serial: Buffer;
}

export const HASHES: Readonly<Record<Digest, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

const RSA: Readonly<Record<Digest, string>> = { sha1: '5', sha256: '11', sha384: '12', sha512: '13' };
const EC: Readonly<Record<Digest, string>> = { sha1: '1', sha256: '3.2', sha384: '3.3', sha512: '3.4' };
const TYPES: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
  E: '1.2.840.113549.1.9.1',
  UID: '0.9.2342.19200300.100.1.1',
};

export interface SignerOptions {
  readonly scheme?: Scheme;
  readonly bits?: number;
  readonly curve?: string;
  /** Extended key usage, for a time-stamping authority. */
  readonly stamps?: 'critical' | 'not-critical';
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

let serials = 0x51_00;

/** `subject` is `CN=…, OU=…, O=…`. */
export function makeSigner(subject: string, options: SignerOptions = {}): TestSigner {
  const scheme = options.scheme ?? 'rsa';
  const { publicKey, privateKey } =
    scheme === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: options.curve ?? 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: options.bits ?? 2048 });
  const serial = integer(++serials);
  const name = seq(...subject.split(', ').map(nameEntry));
  const from = options.validFrom ?? new Date(Date.now() - 86_400_000);
  const to = options.validTo ?? new Date(Date.now() + 86_400_000 * 365);
  const algorithm = signatureAlgorithm(scheme === 'rsa-pss' ? 'rsa' : scheme, 'sha256');
  const extensions = [extension('2.5.29.14', octets(createHash('sha1').update(subject).digest()), false)];
  const usage = seq(oid('1.3.6.1.5.5.7.3.8'));
  if (options.stamps) extensions.push(extension('2.5.29.37', usage, options.stamps === 'critical'));
  const tbs = seq(
    context(0, integer(2)),
    serial,
    algorithm,
    name,
    seq(utcTime(from), utcTime(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, seq(...extensions)),
  );
  const certificate = seq(tbs, algorithm, bits(sign('sha256', tbs, privateKey)));
  return { key: privateKey, certificate, scheme, issuer: name, serial };
}

function extension(type: string, value: Buffer, critical: boolean): Buffer {
  return seq(oid(type), ...(critical ? [TRUE] : []), octets(value));
}

function nameEntry(entry: string): Buffer {
  const [type, ...value] = entry.split('=');
  const text = value.join('=');
  return setOf(seq(oid(TYPES[type!]!), type === 'C' ? tlv(0x13, Buffer.from(text)) : utf8(text)));
}

export function hashAlgorithm(digest: Digest): Buffer {
  return seq(oid(HASHES[digest]), NULL);
}

export function signatureAlgorithm(scheme: Scheme, digest: Digest): Buffer {
  if (scheme === 'ec') return seq(oid(`1.2.840.10045.4.${EC[digest]}`));
  if (scheme === 'rsa') return seq(oid(`1.2.840.113549.1.1.${RSA[digest]}`), NULL);
  const hash = hashAlgorithm(digest);
  const mask = seq(oid('1.2.840.113549.1.1.8'), hash);
  return seq(oid('1.2.840.113549.1.1.10'), seq(context(0, hash), context(1, mask), context(2, integer(32))));
}

export function signValue(signer: TestSigner, digest: Digest, bytes: Buffer): Buffer {
  if (signer.scheme !== 'rsa-pss') return sign(digest, bytes, signer.key);
  return sign(digest, bytes, { key: signer.key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}
