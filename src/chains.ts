import { type Config, configError } from './platform/config.ts';
import type { Logger } from './platform/log.ts';
import type { Outbound } from './platform/outbound.ts';
import { type ChainSource, isAllowEntry, loadTrustAnchors, openRevocation } from './trust/index.ts';

/** What the verifier checks chains by, as the administrator set it; undefined without TRUST_ANCHORS. */
export async function openChains(config: Config, outbound: Outbound, log: Logger): Promise<ChainSource | undefined> {
  if (config.trustAnchors === undefined) return undefined;
  const unclear = config.revocationAllow.filter((entry) => !isAllowEntry(entry));
  if (unclear.length > 0) throw configError('CONFIG_INVALID', { problems: `REVOCATION_ALLOW: ${unclear.join(', ')}` });
  const anchors = await loadTrustAnchors(config.trustAnchors);
  const revocation = openRevocation({
    fetch: (request) => outbound.request(request),
    allow: config.revocationAllow,
    log,
  });
  return { anchors, revocation };
}
