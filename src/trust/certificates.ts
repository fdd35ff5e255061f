import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { SIGNATURE_METHODS, type SignatureMethod } from './algorithms.ts';
import type { SignerReport } from './model.ts';

export interface ReadCertificate {
  readonly key: KeyObject;
  readonly report: SignerReport;
  readonly validFromMs: number;
  readonly validToMs: number;
}

// Parsing a certificate and its key costs ten verifications; a hub sees the same few hundred again and again.
const CACHED = 2_000;
const cache = new Map<string, ReadCertificate>();

export function fingerprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** A DER certificate as OpenSSL reads it; null when it is none. Kept by digest for the life of the thread. */
export function readCertificate(der: Uint8Array): ReadCertificate | null {
  const sha256 = fingerprint(der);
  const known = cache.get(sha256);
  if (known) return known;
  const read = parse(der, sha256);
  if (!read) return null;
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value!);
  cache.set(sha256, read);
  return read;
}

function parse(der: Uint8Array, sha256: string): ReadCertificate | null {
  try {
    const x509 = new X509Certificate(der);
    const [validFromMs, validToMs] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
    // No time is before or after one that cannot be read.
    if (Number.isNaN(validFromMs) || Number.isNaN(validToMs)) return null;
    // OpenSSL stops at the end of the certificate; octets after it would give one certificate two fingerprints.
    if (x509.raw.length !== der.length) return null;
    return {
      key: x509.publicKey,
      report: { subject: oneLine(x509.subject), issuer: oneLine(x509.issuer), serial: x509.serialNumber, sha256 },
      validFromMs,
      validToMs,
    };
  } catch {
    return null;
  }
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

const CURVES = new Set(['prime256v1', 'secp384r1']);

/** Why a key may not have made a signature by this method; null when it may. */
export function refuseKey(key: KeyObject, method: SignatureMethod): string | null {
  const { modulusLength, namedCurve, publicExponent } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType ?? '?';
  if (type === 'ec') {
    if (method.key !== 'ec') return 'EC ≠ RSA';
    return CURVES.has(namedCurve ?? '') ? null : `EC ${namedCurve}`;
  }
  if (type !== 'rsa' && !(type === 'rsa-pss' && method.key === 'rsa-pss')) return type.toUpperCase();
  if (method.key === 'ec') return 'RSA ≠ EC';
  if (!isUsualExponent(publicExponent)) return `RSA e = ${shownExponent(publicExponent)}`;
  // The upper bound keeps one verification cheap; nobody issues more.
  return (modulusLength ?? 0) >= 2048 && (modulusLength ?? 0) <= 8192 ? null : `RSA ${modulusLength} bit`;
}

/**
 * Under the exponent 1 a signature is what anybody can write; one of the modulus' own length makes a verification forty
 * times as long. OpenSSL bounds it for large moduli only.
 */
export function isUsualExponent(exponent: bigint | undefined): boolean {
  return exponent !== undefined && exponent >= 3n && exponent < 2n ** 64n;
}

export function shownExponent(exponent: bigint | undefined): string {
  const text = String(exponent);
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}

/** SignatureValue over canonical SignedInfo. ECDSA values are r and s side by side (XMLDSig 1.1 section 6.4.3). */
export function verifyValue(methodUri: string, signedInfo: Uint8Array, value: Uint8Array, key: KeyObject): boolean {
  const method = SIGNATURE_METHODS.get(methodUri);
  if (!method || refuseKey(key, method) !== null) return false;
  try {
    return verifyBy(method, signedInfo, value, key);
  } catch {
    // OpenSSL throws for a key that its owner bound to another digest or salt.
    return false;
  }
}

function verifyBy(method: SignatureMethod, signedInfo: Uint8Array, value: Uint8Array, key: KeyObject): boolean {
  if (method.key === 'ec') return verify(method.digest, signedInfo, { key, dsaEncoding: 'ieee-p1363' }, value);
  if (method.key === 'rsa') return verify(method.digest, signedInfo, key, value);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify(method.digest, signedInfo, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, value);
}

/** Of the certificates that a KeyInfo carries, the one whose key made the value; the first where none did. */
export function findMaker(
  certificates: readonly Buffer[],
  made: { readonly method: string; readonly signedInfo: Uint8Array; readonly value: Uint8Array },
): Buffer | null {
  if (certificates.length < 2) return certificates[0] ?? null;
  const maker = certificates.find((der) => {
    const certificate = readCertificate(der);
    return certificate !== null && verifyValue(made.method, made.signedInfo, made.value, certificate.key);
  });
  return maker ?? certificates[0]!;
}
