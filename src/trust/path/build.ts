import type { ParsedCertificate } from './certificate.ts';
import type { PathProblem } from './problems.ts';
import { pathProblem } from './problems.ts';
import { checkSignature } from './signatures.ts';
import { type PathProfile, validatePath } from './validate.ts';

export interface CertificatePath {
  readonly anchor: ParsedCertificate;
  /** From the certificate that the anchor issued to the end entity. */
  readonly path: readonly ParsedCertificate[];
}

/** Signatures looked at for one end entity, and complete paths handed on: a bag full of look-alikes ends here. */
const MOST_STEPS = 64;
const MOST_PATHS = 8;

export interface BuiltPaths {
  readonly valid: readonly CertificatePath[];
  /** Why there is none. */
  readonly problem: PathProblem | null;
}

/**
 * Every path from an anchor to the end entity through the bag, by names and signatures, then judged by `validatePath`.
 * The bag may hold anything; nothing in it is believed.
 */
export function buildPaths(
  end: ParsedCertificate,
  bag: readonly ParsedCertificate[],
  anchors: readonly ParsedCertificate[],
  atMs: number,
  profile: PathProfile = {},
): BuiltPaths {
  const most = profile.maxCertificates ?? 4;
  const valid: CertificatePath[] = [];
  let steps = 0;
  let problem: PathProblem | null = null;
  // An anchor in the bag is an anchor already; a certificate cannot vouch for itself by being in both.
  const trusted = new Set(anchors.map(({ sha256 }) => sha256));
  const open = bag.filter(({ sha256 }) => !trusted.has(sha256));

  function climb(path: readonly ParsedCertificate[]): void {
    const top = path[0]!;
    for (const anchor of issuersOf(top, anchors)) {
      if (valid.length >= MOST_PATHS || steps++ >= MOST_STEPS) return;
      const found = validatePath(anchor, path, atMs, profile);
      if (!found) valid.push({ anchor, path });
      else problem = moreTelling(problem, found);
    }
    if (path.length + 1 >= most) return;
    for (const issuer of issuersOf(top, open)) {
      if (valid.length >= MOST_PATHS || steps++ >= MOST_STEPS) return;
      if (path.some((one) => sameEntity(one, issuer))) continue;
      if (checkSignature(top, issuer.spki, profile).outcome !== 'bad') climb([issuer, ...path]);
    }
  }

  if (trusted.has(end.sha256)) return { valid, problem: noPath(end) };
  climb([end]);
  return { valid, problem: valid.length > 0 ? null : (problem ?? noPath(end)) };
}

/** By name; those whose key identifier is the one asked for come first (RFC 4158 section 3.5.12). */
function issuersOf(certificate: ParsedCertificate, among: readonly ParsedCertificate[]): ParsedCertificate[] {
  const wanted = certificate.extensions.authorityKeyId;
  const named = among.filter(({ subject }) => subject.key === certificate.issuer.key);
  const fits = (one: ParsedCertificate) => wanted === null || one.extensions.subjectKeyId === wanted;
  return [...named.filter(fits), ...named.filter((one) => !fits(one))];
}

/** RFC 4158 section 2.4.2: the same name and key twice in a path is a loop. */
function sameEntity(one: ParsedCertificate, other: ParsedCertificate): boolean {
  return one.subject.key === other.subject.key && one.spki.equals(other.spki);
}

/** A wrong key among look-alikes says little; what is wrong with a path whose signatures fit says more. */
function moreTelling(known: PathProblem | null, found: PathProblem): PathProblem {
  return known && known.kind !== 'badSignature' ? known : found;
}

function noPath({ subject, issuer }: ParsedCertificate): PathProblem {
  return pathProblem('noPath', { subject: subject.text, issuer: issuer.text });
}
