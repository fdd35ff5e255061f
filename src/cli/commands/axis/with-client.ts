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
  const [{ withOutbound }, { clientOf }, { systemClock }] = await Promise.all([
    import('../../with-outbound.ts'),
    import('../../../axes/client.ts'),
    import('../../../platform/clock.ts'),
  ]);
  return withOutbound(given, async ({ outbound, signal, ...shop }) => {
    const { database, vault, log } = shop.tools;
    const parts = { reader: database.db, vault, outbound, log, clock: systemClock };
    const { axis, client } = await clientOf(parts, name);
    return work(shop, axis, client, signal);
  });
}
