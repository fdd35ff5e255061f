import { openChains } from '../chains.ts';
import type { Config } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { openOutbound } from '../platform/outbound.ts';
import type { ChainSource } from '../trust/index.ts';

/** What chains are checked by, for as long as `work` takes; undefined where no trust anchors are configured. */
export async function withChains<T>(config: Config, work: (chains: ChainSource | undefined) => Promise<T>): Promise<T> {
  const outbound = openOutbound({ allow: config.outboundAllow });
  try {
    return await work(await openChains(config, outbound, openLog('error')));
  } finally {
    await outbound.close();
  }
}
