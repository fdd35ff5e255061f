import { dayInWords } from '../../platform/clock.ts';
import type { ParsedCertificate } from './certificate.ts';
import { KEY_USAGE } from './extensions.ts';
import { type NameConstraints, namesAllowed } from './name-constraints.ts';
import { SIGNER_USAGES } from './oids.ts';
import { openPolicies, type PolicySettings } from './policies.ts';
import { type PathProblem, pathProblem } from './problems.ts';
import { type AlgorithmProfile, checkSignature, type SignedOctets } from './signatures.ts';

/** The profile of a validation. The defaults are the hub's own for signers of documents. */
export interface PathProfile extends AlgorithmProfile, PolicySettings {
  /** The key of the end entity is there to sign documents (default), or revocation lists. */
  readonly purpose?: 'documents' | 'crl';
  /** Anchor included; default 4. */
  readonly maxCertificates?: number;
  /** Default 16 KB each. */
  readonly maxCertificateBytes?: number;
  /** One of these extended key usages, where the end entity has that extension; null: any. Default SIGNER_USAGES. */
  readonly extendedKeyUsages?: ReadonlySet<string> | null;
}

/**
 * RFC 5280 section 6.1 over one path: `path` runs from the certificate that the anchor issued to the end entity. The
 * first problem found, or null. The anchor is a certificate of the configuration; its dates, path length and name
 * constraints hold as well (RFC 5937), although section 6.1.1 (d) asks for its name and key only.
 */
export function validatePath(
  anchor: ParsedCertificate,
  path: readonly ParsedCertificate[],
  atMs: number,
  profile: PathProfile = {},
): PathProblem | null {
  const most = profile.maxCertificates ?? 4;
  if (path.length + 1 > most) return pathProblem('tooLong', { subject: path.at(-1)!.subject.text, limit: most });
  const early = outOfTime(anchor, atMs, true);
  if (early) return early;
  const constraints: NameConstraints[] = anchor.extensions.nameConstraints ? [anchor.extensions.nameConstraints] : [];
  const policies = openPolicies(profile, path.length);
  let levels = Math.min(path.length, anchor.extensions.basicConstraints?.pathLength ?? path.length);
  let issuer = anchor;
  for (const [at, certificate] of path.entries()) {
    const subject = certificate.subject.text;
    const last = at === path.length - 1;
    const basic = checkBasics(certificate, issuer, atMs, last, profile);
    if (basic) return basic;
    if ((last || !certificate.selfIssued) && !namesAllowed(certificate, constraints)) {
      return pathProblem('names', { subject });
    }
    if (!policies.enter(certificate, last)) return pathProblem('policies', { subject });
    const [oid] = certificate.extensions.unknownCritical;
    if (oid !== undefined) return pathProblem('unknownCritical', { subject, oid });
    if (last) break;
    // Section 6.1.4: what this certificate says of those below it.
    if (!policies.leave(certificate)) return pathProblem('policies', { subject });
    const { nameConstraints, basicConstraints, keyUsage } = certificate.extensions;
    if (nameConstraints) constraints.push(nameConstraints);
    if (certificate.version !== 3 || !basicConstraints?.ca || !((keyUsage ?? 0) & KEY_USAGE.keyCertSign)) {
      return pathProblem('notAuthority', { subject });
    }
    if (!certificate.selfIssued && levels-- <= 0) return pathProblem('pathLength', { subject: issuer.subject.text });
    levels = Math.min(levels, basicConstraints.pathLength ?? levels);
    issuer = certificate;
  }
  const end = path.at(-1);
  if (!end) return pathProblem('noPath', { subject: anchor.subject.text, issuer: anchor.issuer.text });
  if (!policies.finish(end)) return pathProblem('policies', { subject: end.subject.text });
  return maySign(end, profile) ? null : pathProblem('usage', { subject: end.subject.text });
}

/** Section 6.1.3 (a): signature, dates, issuer; and the limits of the profile. */
function checkBasics(
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
  atMs: number,
  last: boolean,
  profile: PathProfile,
): PathProblem | null {
  const limit = profile.maxCertificateBytes ?? 16_384;
  const names = { subject: certificate.subject.text, issuer: issuer.subject.text };
  if (certificate.der.length > limit) return pathProblem('tooLarge', { ...names, limit });
  if (certificate.issuer.key !== issuer.subject.key) return pathProblem('wrongIssuer', names);
  const bad = signatureProblem(certificate, issuer.spki, profile, names);
  return bad ?? outOfTime(certificate, atMs, !last);
}

function signatureProblem(
  signed: SignedOctets,
  spki: Buffer,
  profile: AlgorithmProfile,
  names: { subject: string; issuer: string },
): PathProblem | null {
  const check = checkSignature(signed, spki, profile);
  if (check.outcome === 'not-allowed') {
    return pathProblem('algorithm', { subject: names.subject, algorithm: check.algorithm });
  }
  return check.outcome === 'bad' ? pathProblem('badSignature', names) : null;
}

function outOfTime(certificate: ParsedCertificate, atMs: number, authority: boolean): PathProblem | null {
  const { notBeforeMs, notAfterMs, subject } = certificate;
  if (atMs > notAfterMs) {
    return pathProblem(authority ? 'authorityExpired' : 'expired', {
      subject: subject.text,
      date: dayInWords(notAfterMs),
    });
  }
  if (atMs >= notBeforeMs) return null;
  const facts = { subject: subject.text, date: dayInWords(notBeforeMs) };
  return pathProblem(authority ? 'authorityNotYetValid' : 'notYetValid', facts);
}

/** Section 4.2.1.3 and 4.2.1.12: an extension that is absent restricts nothing, but a CRL signer must be one by name. */
function maySign({ extensions }: ParsedCertificate, profile: PathProfile): boolean {
  const { keyUsage, extendedKeyUsage } = extensions;
  if (profile.purpose === 'crl') return ((keyUsage ?? 0) & KEY_USAGE.cRLSign) !== 0;
  if (keyUsage !== null && !(keyUsage & (KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation))) return false;
  const wanted = profile.extendedKeyUsages === undefined ? SIGNER_USAGES : profile.extendedKeyUsages;
  return wanted === null || extendedKeyUsage === null || extendedKeyUsage.some((usage) => wanted.has(usage));
}
