import type { CertificatePath } from './build.ts';
import type { ParsedCertificate } from './certificate.ts';
import type { ParsedCrl } from './crl.ts';
import { crlStatus, type RevocationStatus } from './crl-status.ts';
import type { ParsedOcsp } from './ocsp.ts';
import { ocspStatus } from './ocsp-status.ts';
import { type PathProfile, validatePath } from './validate.ts';

/** CRLs and OCSP responses at hand, from wherever; each is believed only as far as its signature and scope go. */
export interface RevocationMaterial {
  readonly crls: readonly ParsedCrl[];
  readonly responses: readonly ParsedOcsp[];
}

interface Context {
  readonly chain: CertificatePath;
  /** Certificates that may hold a separate CRL signing key. */
  readonly bag: readonly ParsedCertificate[];
  readonly material: RevocationMaterial;
  readonly atMs: number;
  readonly profile: PathProfile;
}

/** Status of every certificate of a valid path, in its order. Revoked wins over good, whoever says it. */
export function chainStatus(context: Context): RevocationStatus[] {
  const { chain, material, atMs, profile } = context;
  return chain.path.map((certificate, at) => {
    const issuer = chain.path[at - 1] ?? chain.anchor;
    const crlSigners = crlSignersFor(at, context);
    const byList = crlStatus(certificate, material.crls, crlSigners, atMs, profile);
    if (byList.status === 'revoked') return byList;
    const byAnswer = ocspStatus(certificate, material.responses, {
      issuer,
      atMs,
      profile,
      crls: material.crls,
      crlSigners,
    });
    return byAnswer.status === 'unknown' ? byList : byAnswer;
  });
}

/**
 * Who may sign a CRL for the issuer of `path[at]` (RFC 5280 section 6.3.3 (f)): that issuer; a certificate of the same
 * name higher in the path (key rollover); and one of the same name, made for CRLs, that an authority of this very path
 * issued and that was itself not revoked. Same name under another branch of the anchor is not enough.
 */
function crlSignersFor(at: number, context: Context): ParsedCertificate[] {
  const { chain, bag } = context;
  const above = [chain.anchor, ...chain.path.slice(0, at)];
  const issuer = above.at(-1)!;
  const sameName = (one: ParsedCertificate) => one.subject.key === issuer.subject.key;
  const within = above.filter(sameName);
  const known = new Set(above.map(({ sha256 }) => sha256));
  const separate = bag.filter((one) => sameName(one) && !known.has(one.sha256)).slice(0, MOST_SIGNERS);
  return [...within, ...separate.filter((one) => isSeparateSigner(one, above, within, context))];
}

/** A CRL signing key beside the certificate's is rare; a bag full of them is not looked through. */
const MOST_SIGNERS = 4;

function isSeparateSigner(
  signer: ParsedCertificate,
  above: readonly ParsedCertificate[],
  within: readonly ParsedCertificate[],
  { chain, material, atMs, profile }: Context,
): boolean {
  return above.some((_, at) => {
    const path = [...above.slice(1, at + 1), signer];
    if (validatePath(chain.anchor, path, atMs, { ...profile, purpose: 'crl', extendedKeyUsages: null })) return false;
    // Its own status comes from the lists of those above it, never from a list that it signed.
    return crlStatus(signer, material.crls, listSigners(signer, above, within), atMs, profile).status === 'good';
  });
}

function listSigners(
  signer: ParsedCertificate,
  above: readonly ParsedCertificate[],
  within: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  return signer.selfIssued ? within : above.filter(({ subject }) => subject.key === signer.issuer.key);
}
