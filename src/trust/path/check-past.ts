import { type ChainMaterial, checkCertificate } from './check.ts';
import type { PathResult } from './model.ts';
import type { PathProfile } from './validate.ts';

/**
 * Whether a certificate could be relied on at a time that a time-stamp proves. The path must hold at that time; lists and
 * answers are those of today, so one that is good today was good then. Revoked since, or expired and no longer on any
 * list: `undetermined`, because what was known at the time is not at hand (ETSI EN 319 102-1 section 5.6).
 */
export function checkCertificateAt(
  der: Uint8Array,
  material: ChainMaterial,
  { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
  profile: PathProfile = {},
): PathResult {
  const past = checkCertificate(der, material, atMs, profile);
  if (atMs >= nowMs || past.status !== 'undetermined') return past;
  const today = checkCertificate(der, material, nowMs, profile);
  return today.status === 'valid' || wasRevokedBy(today, atMs) ? today : past;
}

function wasRevokedBy({ chain }: PathResult, atMs: number): boolean {
  return chain.some(({ revocation }) => revocation?.revokedAt && Date.parse(revocation.revokedAt) <= atMs);
}
