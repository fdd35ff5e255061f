import { createHash } from 'node:crypto';
import { type ParsedCertificate, tryParseCertificate } from './certificate.ts';
import type { ParsedCrl } from './crl.ts';
import { CLOCK_SKEW_MS, crlStatus, type RevocationStatus } from './crl-status.ts';
import { KEY_USAGE } from './extensions.ts';
import type { ParsedOcsp, SingleAnswer } from './ocsp.ts';
import { certIdOf } from './ocsp-request.ts';
import { OCSP_SIGNING } from './oids.ts';
import { type AlgorithmProfile, checkSignature } from './signatures.ts';

export interface OcspContext {
  readonly issuer: ParsedCertificate;
  readonly atMs: number;
  readonly profile: AlgorithmProfile;
  /** Lists that may speak of the responder's own certificate. */
  readonly crls: readonly ParsedCrl[];
  readonly crlSigners: readonly ParsedCertificate[];
}

/** A responder that states no nextUpdate has newer answers all the time (RFC 6960 section 4.2.2.1): it is asked anew. */
const FRESH_MS = 60 * 60_000;

/** What the responses say of one certificate (RFC 6960 section 3.2); an answer that is not provably theirs says nothing. */
export function ocspStatus(
  certificate: ParsedCertificate,
  responses: readonly ParsedOcsp[],
  context: OcspContext,
): RevocationStatus {
  let best: RevocationStatus = { status: 'unknown' };
  for (const response of responses) {
    const answers = response.answers.filter(
      (one) => isFor(one, certificate, context.issuer) && isCurrent(one, context),
    );
    if (answers.length === 0 || !isAuthorised(response, context)) continue;
    for (const { status, thisUpdateMs, nextUpdateMs, revokedAtMs, reason } of answers) {
      const untilMs = nextUpdateMs ?? thisUpdateMs + FRESH_MS;
      const source = { kind: 'ocsp', sha256: response.sha256, thisUpdateMs, nextUpdateMs, untilMs } as const;
      if (status === 'revoked') return { status, source, revokedAtMs, reason };
      if (status === 'good') best = { status, source };
    }
  }
  return best;
}

function isFor({ id }: SingleAnswer, certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  if (!id) return false;
  const own = certIdOf(certificate, issuer, id.hash);
  return own.serial === id.serial && own.issuerName.equals(id.issuerName) && own.issuerKey.equals(id.issuerKey);
}

function isCurrent({ thisUpdateMs, nextUpdateMs }: SingleAnswer, { atMs }: OcspContext): boolean {
  return thisUpdateMs <= atMs + CLOCK_SKEW_MS && atMs <= (nextUpdateMs ?? thisUpdateMs + FRESH_MS);
}

/** Section 4.2.2.2: the issuer itself, or a responder whose certificate that issuer signed for this purpose. */
function isAuthorised(response: ParsedOcsp, context: OcspContext): boolean {
  const { issuer, profile } = context;
  const sent = response.certificates.flatMap((der) => tryParseCertificate(der) ?? []);
  const signers = [issuer, ...sent.filter((one) => isDelegate(one, context))];
  return signers.some(
    (signer) => isResponder(response, signer) && checkSignature(response, signer.spki, profile).outcome === 'good',
  );
}

function isResponder({ responder }: ParsedOcsp, signer: ParsedCertificate): boolean {
  if ('name' in responder) return responder.name.key === signer.subject.key;
  return responder.keySha1.equals(createHash('sha1').update(signer.keyBits).digest());
}

/**
 * Section 4.2.2.2.1 leaves the revocation of the responder to local policy: without id-pkix-ocsp-nocheck a list must say
 * that it was not revoked, otherwise a stolen responder key could answer for ever.
 */
function isDelegate(one: ParsedCertificate, { issuer, atMs, profile, crls, crlSigners }: OcspContext): boolean {
  const { extendedKeyUsage, keyUsage, unknownCritical, ocspNoCheck } = one.extensions;
  if (one.issuer.key !== issuer.subject.key || !extendedKeyUsage?.includes(OCSP_SIGNING)) return false;
  if (keyUsage !== null && !(keyUsage & (KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation))) return false;
  if (unknownCritical.length > 0 || atMs < one.notBeforeMs || atMs > one.notAfterMs) return false;
  if (checkSignature(one, issuer.spki, profile).outcome !== 'good') return false;
  const status = crlStatus(one, crls, crlSigners, atMs, profile).status;
  return status === 'good' || (ocspNoCheck && status !== 'revoked');
}
