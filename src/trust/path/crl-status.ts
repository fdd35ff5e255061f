import type { ParsedCertificate } from './certificate.ts';
import { type CrlEntry, findEntry, type ParsedCrl } from './crl.ts';
import { DerError } from './der.ts';
import { ALL_REASONS, type DistributionPoint, namesOf } from './distribution-point.ts';
import { KEY_USAGE } from './extensions.ts';
import { type GeneralName, shareName } from './general-name.ts';
import { type AlgorithmProfile, checkSignature } from './signatures.ts';

/** What one source says of one certificate. */
export type RevocationStatus =
  | { readonly status: 'good'; readonly source: RevocationSource }
  | {
      readonly status: 'revoked';
      readonly source: RevocationSource;
      readonly revokedAtMs: number;
      readonly reason: string;
    }
  | { readonly status: 'unknown' };

/** The evidence behind an answer, as it is kept. */
export interface RevocationSource {
  readonly kind: 'crl' | 'ocsp';
  /** Hex SHA-256 of the CRL or OCSP response. */
  readonly sha256: string;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | null;
  /** How long the answer may be relied on. */
  readonly untilMs: number;
}

/** Time that clocks may differ; the government's responders state no tolerance. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * RFC 5280 section 6.3.3 with direct CRLs: revoked if one of them says so, be it a delta; good when the complete ones
 * together speak for every reason. `signers` are the certificates that may sign a CRL for this issuer's name.
 */
export function crlStatus(
  certificate: ParsedCertificate,
  crls: readonly ParsedCrl[],
  signers: readonly ParsedCertificate[],
  atMs: number,
  profile: AlgorithmProfile,
): RevocationStatus {
  let covered = 0;
  let source: RevocationSource | null = null;
  const points = pointsOf(certificate);
  for (const crl of crls) {
    if (!isCurrent(crl, atMs) || crl.unusable !== null || crl.issuer.key !== certificate.issuer.key) continue;
    const reasons = points.reduce((sum, point) => sum | reasonsFor(crl, certificate, point), 0);
    if (reasons === 0 || !signers.some((signer) => signed(crl, signer, profile))) continue;
    const evidence = {
      kind: 'crl',
      sha256: crl.sha256,
      thisUpdateMs: crl.thisUpdateMs,
      nextUpdateMs: crl.nextUpdateMs,
      untilMs: crl.nextUpdateMs!,
    } as const;
    const entry = entryOf(crl, certificate);
    if (entry === 'unreadable') continue;
    // A delta may lift an entry of its base (section 5.3.1); the two are not combined, so that entry still stands.
    if (entry && !(crl.delta && entry.reason === 'removeFromCRL'))
      return { status: 'revoked', source: evidence, ...entry };
    if (crl.delta) continue;
    covered |= reasons;
    source ??= evidence;
  }
  return covered === ALL_REASONS && source ? { status: 'good', source } : { status: 'unknown' };
}

/** Section 5.1.2.5: a list without nextUpdate, or past it, is not relied on. */
export function isCurrent({ thisUpdateMs, nextUpdateMs }: ParsedCrl, atMs: number): boolean {
  return nextUpdateMs !== null && thisUpdateMs <= atMs + CLOCK_SKEW_MS && atMs <= nextUpdateMs;
}

function entryOf(crl: ParsedCrl, certificate: ParsedCertificate): CrlEntry | null | 'unreadable' {
  try {
    return findEntry(crl, Buffer.from(certificate.serial, 'hex'));
  } catch (error) {
    if (error instanceof DerError) return 'unreadable';
    throw error;
  }
}

/** A point that names another CRL issuer needs an indirect CRL: nothing is learnt from it. */
function pointsOf({ extensions, issuer }: ParsedCertificate): DistributionPoint[] {
  const direct = extensions.distributionPoints.filter((point) => point.crlIssuer === null && point.name !== null);
  // The last paragraph of section 6.3.3: lists of the issuer itself, whether or not the certificate points to them.
  const names: GeneralName[] = [{ form: 'directory', name: issuer }];
  return [...direct, { name: { kind: 'full', names }, reasons: ALL_REASONS, crlIssuer: null }];
}

/** Section 6.3.3 (b) (2) and (d): the reasons for which this list answers, as seen from one point; 0 when it does not. */
function reasonsFor(crl: ParsedCrl, certificate: ParsedCertificate, point: DistributionPoint): number {
  const { scope } = crl;
  if (!scope) return point.reasons;
  const authority = certificate.extensions.basicConstraints?.ca ?? false;
  if (scope.only === 'attribute' || (scope.only === 'user' && authority) || (scope.only === 'ca' && !authority))
    return 0;
  if (scope.point && !shareName(namesOf(scope.point, crl.issuer), namesOf(point.name!, crl.issuer))) return 0;
  return point.reasons & scope.reasons;
}

/** Section 6.3.3 (f), (g): cRLSign, where the signer has key usages at all. */
function signed(crl: ParsedCrl, signer: ParsedCertificate, profile: AlgorithmProfile): boolean {
  const { keyUsage } = signer.extensions;
  if (signer.subject.key !== crl.issuer.key) return false;
  if (keyUsage !== null && !(keyUsage & KEY_USAGE.cRLSign)) return false;
  return checkSignature(crl, signer.spki, profile).outcome === 'good';
}
