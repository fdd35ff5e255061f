import { constants, type KeyObject, verify } from 'node:crypto';
import { refuseKey } from '../../certificates.ts';
import { childrenOf, type Der, DerError, sequenceOf, TAG } from './der.ts';
import { type AlgorithmIdentifier, parseAlgorithm } from './signed-data.ts';

/** Digests by exact OID. SHA-1 is known so that old signatures can be told from broken ones; it never makes one valid. */
export type CmsDigest = 'sha1' | 'sha256' | 'sha384' | 'sha512';

const DIGESTS: ReadonlyMap<string, CmsDigest> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

interface SignatureAlgorithm {
  readonly key: 'rsa' | 'rsa-pss' | 'ec';
  /** Null when the OID names no digest: the one of the SignerInfo counts. */
  readonly digest: CmsDigest | null;
}

const RSA_PSS = '1.2.840.113549.1.1.10';
const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['1.2.840.113549.1.1.1', { key: 'rsa', digest: null }],
  ['1.2.840.113549.1.1.5', { key: 'rsa', digest: 'sha1' }],
  ['1.2.840.113549.1.1.11', { key: 'rsa', digest: 'sha256' }],
  ['1.2.840.113549.1.1.12', { key: 'rsa', digest: 'sha384' }],
  ['1.2.840.113549.1.1.13', { key: 'rsa', digest: 'sha512' }],
  [RSA_PSS, { key: 'rsa-pss', digest: null }],
  ['1.2.840.10045.4.3.2', { key: 'ec', digest: 'sha256' }],
  ['1.2.840.10045.4.3.3', { key: 'ec', digest: 'sha384' }],
  ['1.2.840.10045.4.3.4', { key: 'ec', digest: 'sha512' }],
]);

/** How the octets were signed: what to compute, and why it may not count. */
export interface CmsMethod {
  readonly name: string;
  readonly digest: CmsDigest;
  readonly key: 'rsa' | 'rsa-pss' | 'ec';
  readonly saltLength: number;
}

export function digestOf(algorithm: AlgorithmIdentifier): CmsDigest | null {
  return DIGESTS.get(algorithm.oid) ?? null;
}

/** The method of a SignerInfo; null when an algorithm is in no table or the two disagree. */
export function methodOf(digest: AlgorithmIdentifier, signature: AlgorithmIdentifier): CmsMethod | null {
  const hash = digestOf(digest);
  const known = SIGNATURES.get(signature.oid);
  if (!hash || !known || (known.digest !== null && known.digest !== hash)) return null;
  const saltLength = signature.oid === RSA_PSS ? pssSalt(signature.parameters, hash) : 0;
  if (saltLength === null) return null;
  return { name: `${known.key}-${hash}`, digest: hash, key: known.key, saltLength };
}

/** RSASSA-PSS-params (RFC 4055 section 3.1): one digest throughout, MGF1, trailer 1. Null when they say otherwise. */
function pssSalt(parameters: Der | null, hash: CmsDigest): number | null {
  const fields = new Map<number, Der>();
  for (const field of parameters ? sequenceOf(parameters) : []) fields.set(field.tag & 0x1f, childrenOf(field)[0]!);
  const [digest, mask, salt, trailer] = [0, 1, 2, 3].map((number) => fields.get(number));
  const sha1 = { oid: '1.3.14.3.2.26', parameters: null };
  if (digestOf(digest ? parseAlgorithm(digest) : sha1) !== hash || trailer) return null;
  const mgf = mask ? parseAlgorithm(mask) : null;
  if (mgf && mgf.oid !== '1.2.840.113549.1.1.8') return null;
  if (digestOf(mgf?.parameters ? parseAlgorithm(mgf.parameters) : sha1) !== hash) return null;
  if (!salt) return 20;
  // As long as the key allows is what some signers take: 222 octets for RSA 2048.
  if (salt.tag !== TAG.INTEGER || salt.body.length < 1 || salt.body.length > 2) throw new DerError('salt');
  return salt.body.readUIntBE(0, salt.body.length);
}

/** What keeps a signature by this method and key from counting although it may be right; null when nothing does. */
export function weaknessOf(method: CmsMethod, key: KeyObject): string | null {
  if (method.digest === 'sha1') return method.name;
  return refuseKey(key, { key: method.key, digest: method.digest });
}

/** The signature value over octets; false for every failure, malformed values included. */
export function verifyCmsValue(method: CmsMethod, octets: Buffer, value: Buffer, key: KeyObject): boolean {
  const type = key.asymmetricKeyType;
  if (method.key === 'ec' ? type !== 'ec' : type !== 'rsa' && type !== 'rsa-pss') return false;
  try {
    if (method.key !== 'rsa-pss') return verify(method.digest, octets, key, value);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify(method.digest, octets, { key, padding, saltLength: method.saltLength }, value);
  } catch {
    return false;
  }
}
