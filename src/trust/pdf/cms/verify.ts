import { createHash, timingSafeEqual } from 'node:crypto';
import { type ReadCertificate, readCertificate } from '../../certificates.ts';
import { PdfFault } from '../fault.ts';
import { type CmsDigest, digestOf, methodOf, verifyCmsValue, weaknessOf } from './algorithms.ts';
import { type CertificateFacts, certificateFacts } from './certificate.ts';
import { type Der, expectTag, octetsOf, oidOf, sequenceOf, TAG } from './der.ts';
import { parseAlgorithm, type SignedData, type SignerInfo, singleValue } from './signed-data.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

export interface CmsSigner {
  readonly der: Buffer;
  readonly certificate: ReadCertificate;
  readonly facts: CertificateFacts;
  readonly algorithm: string;
  /** Algorithm or key that keeps a right signature from being valid; null when none does. */
  readonly weakness: string | null;
}

export interface CmsRules {
  /** Type of what is signed: id-data for a PDF, id-ct-TSTInfo for a time-stamp. */
  readonly contentType: string;
  /** Digest of what is signed. */
  readonly digest: (algorithm: CmsDigest) => Buffer;
  /** The signing certificate must be named under the signature (PAdES, RFC 3161); checked in any case when it is. */
  readonly bindsCertificate: boolean;
}

/**
 * Verifies the one signature of a SignedData: RFC 5652 section 5.4 and 5.6, RFC 5035 for the certificate's binding.
 * The certificate comes from the message and proves nothing of who its subject is. Throws PdfFault, DerError.
 */
export function verifySignedData(data: SignedData, rules: CmsRules): CmsSigner {
  const { signer } = data;
  const method = methodOf(signer.digest, signer.signature);
  if (!method) throw new PdfFault('PDF_ALGORITHM', { algorithm: `${signer.digest.oid} / ${signer.signature.oid}` });
  const contentType = singleValue(signer.signed, CONTENT_TYPE);
  const messageDigest = singleValue(signer.signed, MESSAGE_DIGEST);
  if (!signer.signedOctets || !contentType || !messageDigest) throw new PdfFault('PDF_ATTRIBUTES');
  if (data.contentType !== rules.contentType || oidOf(contentType) !== rules.contentType) {
    throw new PdfFault('PDF_ATTRIBUTES');
  }
  const { der, certificate, facts } = findSigner(data);
  checkBinding(signer, der, facts, rules.bindsCertificate);
  if (!verifyCmsValue(method, signer.signedOctets, signer.value, certificate.key))
    throw new PdfFault('PDF_SIGNATURE_VALUE');
  if (!same(octetsOf(messageDigest), rules.digest(method.digest))) throw new PdfFault('PDF_DIGEST');
  return { der, certificate, facts, algorithm: method.name, weakness: weaknessOf(method, certificate.key) };
}

/** The certificate that the SignerInfo names, from the message. */
function findSigner({ certificates, signer }: SignedData) {
  const { sid } = signer;
  for (const der of certificates) {
    const facts = certificateFacts(der);
    const named =
      'keyId' in sid
        ? facts.keyId?.equals(sid.keyId)
        : facts.issuer.equals(sid.issuer) && facts.serial.equals(sid.serial);
    if (!named) continue;
    const certificate = readCertificate(der);
    if (certificate) return { der, facts, certificate };
  }
  throw new PdfFault('PDF_NO_CERTIFICATE');
}

/** ESSCertIDv2 (RFC 5035 section 4), or ESSCertID of old (RFC 2634): the first names the signer's certificate. */
function checkBinding(signer: SignerInfo, der: Buffer, facts: CertificateFacts, required: boolean): void {
  const two = singleValue(signer.signed, SIGNING_CERTIFICATE_V2);
  const one = singleValue(signer.signed, SIGNING_CERTIFICATE);
  if (required && !two && !one) throw new PdfFault('PDF_CERTIFICATE_NOT_BOUND');
  for (const [attribute, isTwo] of [
    [two, true],
    [one, false],
  ] as const) {
    if (attribute && !namesCertificate(attribute, isTwo, der, facts)) throw new PdfFault('PDF_CERTIFICATE_NOT_BOUND');
  }
}

function namesCertificate(attribute: Der, isTwo: boolean, der: Buffer, facts: CertificateFacts): boolean {
  const id = sequenceOf(sequenceOf(sequenceOf(attribute)[0])[0]);
  // hashAlgorithm has SHA-256 as its default and is then left out.
  const algorithm = isTwo && id[0]?.tag === TAG.SEQUENCE ? parseAlgorithm(id.shift()) : null;
  const digest = isTwo ? (algorithm ? digestOf(algorithm) : 'sha256') : 'sha1';
  if (!digest || !same(octetsOf(id[0]), createHash(digest).update(der).digest())) return false;
  if (!id[1]) return true;
  const serial = sequenceOf(id[1])[1];
  return expectTag(serial, TAG.INTEGER).body.equals(facts.serial);
}

export function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
