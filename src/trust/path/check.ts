import { dayInWords } from '../../platform/clock.ts';
import { remakeError } from '../errors.ts';
import { buildPaths, type CertificatePath } from './build.ts';
import { type ParsedCertificate, tryParseCertificate } from './certificate.ts';
import { parseCrl } from './crl.ts';
import type { RevocationStatus } from './crl-status.ts';
import { DerError } from './der.ts';
import type { ChainLink, PathResult } from './model.ts';
import { type Obstacle, obstacleFacts } from './obstacles.ts';
import { parseOcsp } from './ocsp.ts';
import { codeOf, factsOf, type PathProblem, pathProblem, wordsOf } from './problems.ts';
import { chainStatus, type RevocationMaterial } from './revocation.ts';
import type { PathProfile } from './validate.ts';

/** What a chain is judged by; plain octets, so that it crosses to a worker thread. */
export interface ChainMaterial {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
  /** By the SHA-256 of a certificate: what is to be said of it where these leave its revocation unknown. */
  readonly obstacles?: ReadonlyMap<string, Obstacle>;
}

/**
 * Whether a certificate may be relied on at a time: path, constraints, revocation of every certificate in it. No I/O.
 * `undetermined` is only ever the revocation that could not be learnt; it is not a kind of valid.
 */
export function checkCertificate(
  der: Uint8Array,
  material: ChainMaterial,
  atMs: number,
  profile: PathProfile = {},
): PathResult {
  const end = tryParseCertificate(der);
  if (!end) return failed(pathProblem('unreadable', { subject: '?' }), [], atMs);
  const bag = readAll(material.intermediates, tryParseCertificate);
  const { valid, problem } = buildPaths(end, bag, readAll(material.anchors, tryParseCertificate), atMs, profile);
  const revocation: RevocationMaterial = {
    crls: readAll(material.crls, (one) => tolerant(parseCrl, one)),
    responses: readAll(material.ocsp, (one) => tolerant(parseOcsp, one)),
  };
  let worst: PathResult | null = null;
  for (const chain of valid) {
    const statuses = chainStatus({ chain, bag, material: revocation, atMs, profile });
    const result = judgeChain(chain, statuses, atMs, material.obstacles);
    if (result.status === 'valid') return result;
    // Another path may wait for its lists: what is open is tried again, what is settled is not.
    if (!worst || result.status === 'undetermined') worst = result;
  }
  return worst ?? failed(problem!, [end], atMs);
}

function judgeChain(
  { anchor, path }: CertificatePath,
  statuses: readonly RevocationStatus[],
  atMs: number,
  obstacles: ChainMaterial['obstacles'],
): PathResult {
  const chain = [link(anchor, null), ...path.map((one, at) => link(one, statuses[at]!))];
  const problem = revocationProblem(path, statuses, obstacles);
  const base = { checkedAt: new Date(atMs).toISOString(), chain, anchorSha256: anchor.sha256 };
  if (!problem) return { ...base, status: 'valid', code: null, subIndication: null, facts: {}, reasons: [] };
  return { ...base, ...describe(problem) };
}

/** From the anchor downwards: below a revoked authority nothing else matters. A known revocation comes before a doubt. */
function revocationProblem(
  path: readonly ParsedCertificate[],
  statuses: readonly RevocationStatus[],
  obstacles: ChainMaterial['obstacles'],
): PathProblem | null {
  for (const [at, status] of statuses.entries()) {
    if (status.status !== 'revoked') continue;
    const facts = { subject: path[at]!.subject.text, date: dayInWords(status.revokedAtMs), reason: status.reason };
    return pathProblem(at === path.length - 1 ? 'revoked' : 'authorityRevoked', facts);
  }
  const open = path[statuses.findIndex(({ status }) => status === 'unknown')];
  if (!open) return null;
  const why = obstacleFacts(obstacles?.get(open.sha256));
  return pathProblem('revocationUnknown', { subject: open.subject.text, ...why });
}

function failed(problem: PathProblem, known: readonly ParsedCertificate[], atMs: number): PathResult {
  const chain = known.map((one) => link(one, null));
  return { ...describe(problem), checkedAt: new Date(atMs).toISOString(), chain, anchorSha256: null };
}

function describe(problem: PathProblem) {
  const code = codeOf(problem);
  const { subIndication = null } = remakeError(code, {}).spec;
  return {
    status: code === 'REVOCATION_UNAVAILABLE' ? 'undetermined' : 'invalid',
    code,
    subIndication,
    facts: factsOf(problem),
    reasons: [{ code, vi: wordsOf(problem, 'vi'), en: wordsOf(problem, 'en') }],
  } as const;
}

function link(certificate: ParsedCertificate, status: RevocationStatus | null): ChainLink {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial.toUpperCase(),
    sha256: certificate.sha256,
    notBefore: new Date(certificate.notBeforeMs).toISOString(),
    notAfter: new Date(certificate.notAfterMs).toISOString(),
    revocation: status && evidenceOf(status),
  };
}

function evidenceOf(status: RevocationStatus): ChainLink['revocation'] {
  if (status.status === 'unknown') return { status: 'unknown' };
  const { kind, sha256, thisUpdateMs, nextUpdateMs } = status.source;
  return {
    status: status.status,
    source: kind,
    sha256,
    thisUpdate: new Date(thisUpdateMs).toISOString(),
    nextUpdate: nextUpdateMs === null ? null : new Date(nextUpdateMs).toISOString(),
    ...(status.status === 'revoked'
      ? { revokedAt: new Date(status.revokedAtMs).toISOString(), reason: status.reason }
      : {}),
  };
}

/** What cannot be read is not there. */
function tolerant<T>(parse: (der: Uint8Array) => T, der: Uint8Array): T | null {
  try {
    return parse(der);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function readAll<T>(list: readonly Uint8Array[], read: (der: Uint8Array) => T | null): T[] {
  return list.flatMap((one) => read(one) ?? []);
}
