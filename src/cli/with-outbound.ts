import type { Outbound } from '../platform/outbound.ts';
import { cliError } from './errors.ts';
import type { GivenSettings } from './settings.ts';
import type { Workshop } from './tools.ts';

/** A workshop that also calls other systems. */
export interface Calling extends Workshop {
  readonly outbound: Outbound;
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Opens the hub's state and its way out for as long as the work takes; Ctrl-C ends its calls. */
export async function withOutbound<T>(given: GivenSettings, work: (calling: Calling) => Promise<T>): Promise<T> {
  const [{ withTools }, { openOutbound }] = await Promise.all([
    import('./tools.ts'),
    import('../platform/outbound.ts'),
  ]);
  return withTools(given, async (shop) => {
    const outbound = openOutbound({ allow: shop.config.outboundAllow });
    const ending = new AbortController();
    const end = () => ending.abort(cliError('INTERRUPTED'));
    process.once('SIGINT', end);
    try {
      return await work({ ...shop, outbound, signal: ending.signal });
    } finally {
      process.off('SIGINT', end);
      await outbound.close();
    }
  });
}
