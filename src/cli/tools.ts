import { userInfo } from 'node:os';
import type { Config } from '../platform/config.ts';
import type { Tools } from '../tools.ts';
import { type GivenSettings, readSettings } from './settings.ts';

/** What a command on the hub's own machine works with, for as long as it takes. */
export interface Workshop {
  readonly tools: Tools;
  readonly config: Config;
  /** How the log names the person at the command line. */
  readonly actor: string;
}

/**
 * Opens the hub's state without serving: joins the embedded PostgreSQL that a running hub uses, or starts one and stops
 * it afterwards. Only warnings reach stderr.
 */
export async function withTools<T>(given: GivenSettings, work: (shop: Workshop) => Promise<T>): Promise<T> {
  const [{ openTools }, { openLog }] = await Promise.all([import('../tools.ts'), import('../platform/log.ts')]);
  const config = await readSettings(given);
  const tools = await openTools(config, openLog('warn'));
  try {
    return await work({ tools, config, actor: `cli:${userName()}` });
  } finally {
    await tools.close();
  }
}

/** An account without a name (a container's bare uid) is named by its number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
