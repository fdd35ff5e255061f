import type { Config } from '../platform/config.ts';

/** Gives the owner's connection string of the hub's PostgreSQL, which runs for as long as `work` takes. */
export async function withDatabase<T>(config: Config, work: (ownerUrl: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== undefined) return work(config.databaseUrl);
  const [{ startEmbedded }, { openLog }] = await Promise.all([
    import('../platform/embedded/index.ts'),
    import('../platform/log.ts'),
  ]);
  const embedded = await startEmbedded(config.dataDir, openLog('warn'));
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}
