import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { XMLDSIG_NS } from '../edxml/index.ts';
import { EXCLUSIVE_C14N, RSA_SHA256, SHA256_URI, SIGNATURE_METHODS } from './algorithms.ts';
import { canonicalElement } from './canonical-text.ts';
import { refuseKey } from './certificates.ts';
import { trustError } from './errors.ts';
import type { SigningKey } from './model.ts';

/** A reference as it is signed: SHA-256, base64. */
export interface WrittenReference {
  readonly uri: string;
  readonly transforms: readonly string[];
  readonly digest: string;
}

/** A key ready to sign: its method by XMLDSig URI, and its certificate as base64 DER. */
export interface Signer {
  readonly key: KeyObject;
  readonly method: string;
  readonly certificate: string;
}

const ECDSA: Readonly<Record<string, string>> = {
  prime256v1: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  secp384r1: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
};
export const ECDSA_SHA256 = ECDSA.prime256v1!;

/** Errors: KEY_NOT_SUITABLE when the key is too weak, of another kind, or not that of the certificate. */
export function openSigner({ privateKeyPem, certificatePem }: SigningKey): Signer {
  const { key, certificate } = readKey(privateKeyPem, certificatePem);
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const method = curve === undefined ? RSA_SHA256 : (ECDSA[curve] ?? '');
  const known = SIGNATURE_METHODS.get(method);
  const unfit = known ? refuseKey(key, known) : `EC ${curve}`;
  if (unfit !== null) throw trustError('KEY_NOT_SUITABLE', { problem: unfit });
  if (!certificate.checkPrivateKey(key)) throw trustError('KEY_NOT_SUITABLE', { problem: 'PrivateKey ≠ Certificate' });
  return { key, method, certificate: certificate.raw.toString('base64') };
}

/** Whether a key can seal at all: asked before it is kept. Errors: those of `openSigner`. */
export function requireSigningKey(key: SigningKey): void {
  openSigner(key);
}

function readKey(privateKeyPem: string, certificatePem: string): { key: KeyObject; certificate: X509Certificate } {
  try {
    return { key: createPrivateKey(privateKeyPem), certificate: new X509Certificate(certificatePem) };
  } catch (error) {
    throw trustError('KEY_NOT_SUITABLE', { problem: 'PEM ✗' }, error);
  }
}

/** SignedInfo in exclusive canonical form: the octets to sign. */
export function canonicalSignedInfo(method: string, references: readonly WrittenReference[]): string {
  return canonicalElement('SignedInfo', {}, signedInfoContent(method, references), XMLDSIG_NS);
}

function signedInfoContent(method: string, references: readonly WrittenReference[]): string {
  return (
    algorithm('CanonicalizationMethod', EXCLUSIVE_C14N) +
    algorithm('SignatureMethod', method) +
    references.map(writeReference).join('')
  );
}

function writeReference({ uri, transforms, digest }: WrittenReference): string {
  const steps = transforms.map((transform) => algorithm('Transform', transform)).join('');
  return canonicalElement(
    'Reference',
    { URI: uri },
    (steps === '' ? '' : canonicalElement('Transforms', {}, steps)) +
      algorithm('DigestMethod', SHA256_URI) +
      canonicalElement('DigestValue', {}, digest),
  );
}

function algorithm(name: string, uri: string): string {
  return canonicalElement(name, { Algorithm: uri }, '');
}

/** The whole Signature element; its SignedInfo takes the namespace from it, which canonicalisation gives back. */
export function writeSignature(
  method: string,
  references: readonly WrittenReference[],
  value: Uint8Array,
  certificate: string,
): string {
  const x509 = canonicalElement('X509Certificate', {}, certificate);
  return canonicalElement(
    'Signature',
    {},
    canonicalElement('SignedInfo', {}, signedInfoContent(method, references)) +
      canonicalElement('SignatureValue', {}, Buffer.from(value).toString('base64')) +
      canonicalElement('KeyInfo', {}, canonicalElement('X509Data', {}, x509)),
    XMLDSIG_NS,
  );
}

/** SignatureValue of the octets; ECDSA as r and s side by side (XMLDSig 1.1 section 6.4.3). */
export function signOctets(method: string, octets: Uint8Array, key: KeyObject): Buffer {
  const known = SIGNATURE_METHODS.get(method)!;
  return sign(known.digest, octets, known.key === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key);
}
