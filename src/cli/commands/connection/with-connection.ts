import type { connectionOf } from '../../../connections/index.ts';
import type { Reader } from '../../../platform/database.ts';
import type { GivenSettings } from '../../settings.ts';

type Opened = Awaited<ReturnType<typeof connectionOf>> & {
  readonly reader: Reader;
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal;
};

/** Opens a saved connection for as long as the work takes. Throws CONNECTION_UNKNOWN, CONNECTION_INVALID. */
export async function withConnection<T>(
  given: GivenSettings,
  name: string,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const [{ withOutbound }, { connectionOf }, { systemClock }] = await Promise.all([
    import('../../with-outbound.ts'),
    import('../../../connections/index.ts'),
    import('../../../platform/clock.ts'),
  ]);
  return withOutbound(given, async ({ tools, config, outbound, signal }) => {
    const reader = tools.database.db;
    const opened = await connectionOf({ ...tools, reader, outbound, clock: systemClock, config }, name);
    return work({ ...opened, reader, signal });
  });
}
