import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './platform/config.ts';
import { configError } from './platform/config-errors.ts';
import type { Logger } from './platform/log.ts';
import type { Outbound } from './platform/outbound.ts';
import { type ChainSource, isAllowEntry, loadTrustAnchors, openEvidenceStore, openRevocation } from './trust/index.ts';

/** What the verifier checks chains by, as the administrator set it; undefined without TRUST_ANCHORS. Answers outlive a restart. */
export async function openChains(config: Config, outbound: Outbound, log: Logger): Promise<ChainSource | undefined> {
  if (config.trustAnchors === undefined) return undefined;
  const unclear = config.revocationAllow.filter((entry) => !isAllowEntry(entry));
  if (unclear.length > 0) {
    const problem = `REVOCATION_ALLOW: ${unclear.join(', ')}`;
    throw configError('CONFIG_INVALID', { vi: problem, en: problem });
  }
  const anchors = await loadTrustAnchors(config.trustAnchors);
  // A command on a clerk's machine has no data directory, and makes none.
  const evidence = existsSync(config.dataDir)
    ? await openEvidenceStore(path.join(config.dataDir, 'revocation'))
    : undefined;
  const revocation = openRevocation({
    fetch: (request) => outbound.request(request),
    allow: config.revocationAllow,
    log,
    ...(evidence && { store: evidence }),
  });
  return { anchors, revocation, ...(evidence && { evidence }) };
}
