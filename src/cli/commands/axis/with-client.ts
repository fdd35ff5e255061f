import type { AxisClient } from '../../../axes/client.ts';
import type { Axis } from '../../../registry/index.ts';
import type { GivenSettings } from '../../settings.ts';
import type { Workshop } from '../../tools.ts';

/** Opens the conversation with one configured axis for as long as `work` takes; Ctrl-C ends its calls. */
export async function withClient<T>(
  given: GivenSettings,
  name: string,
  work: (shop: Workshop, axis: Axis, client: AxisClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [{ withTools }, { openOutbound }, { clientOf }, { systemClock }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../platform/outbound.ts'),
    import('../../../axes/client.ts'),
    import('../../../platform/clock.ts'),
  ]);
  return withTools(given, async (shop) => {
    const { tools, config } = shop;
    const outbound = openOutbound({ allow: config.outboundAllow });
    const ending = new AbortController();
    const end = () => ending.abort();
    process.once('SIGINT', end);
    try {
      const parts = { reader: tools.database.db, vault: tools.vault, outbound, log: tools.log, clock: systemClock };
      const { axis, client } = await clientOf(parts, name);
      return await work(shop, axis, client, ending.signal);
    } finally {
      process.off('SIGINT', end);
      await outbound.close();
    }
  });
}
