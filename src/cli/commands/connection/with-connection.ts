import type { connectionOf } from '../../../connections/index.ts';
import type { Reader } from '../../../platform/database.ts';
import type { GivenSettings } from '../../settings.ts';

type Opened = Awaited<ReturnType<typeof connectionOf>> & {
  readonly reader: Reader;
  /** Ends with Ctrl+C. */
  readonly signal: AbortSignal;
};

/** Opens a saved connection for as long as the work takes. Throws CONNECTION_UNKNOWN, CONNECTION_INVALID. */
export async function withConnection<T>(
  given: GivenSettings,
  name: string,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const [{ withTools }, { openOutbound }, { connectionOf }, { systemClock }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../platform/outbound.ts'),
    import('../../../connections/index.ts'),
    import('../../../platform/clock.ts'),
  ]);
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  return withTools(given, async ({ tools, config }) => {
    const outbound = openOutbound({ allow: config.outboundAllow });
    const reader = tools.database.db;
    try {
      const opened = await connectionOf({ ...tools, reader, outbound, clock: systemClock, config }, name);
      return await work({ ...opened, reader, signal: ending.signal });
    } finally {
      await outbound.close();
    }
  }).finally(() => process.off('SIGINT', end));
}
