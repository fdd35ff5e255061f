import type { Config } from '../platform/config.ts';

/** Settings that a command line may give in place of their environment variables. */
export interface GivenSettings {
  readonly data?: string;
  readonly role?: string;
  readonly host?: string;
  readonly port?: number;
  /** Folder of trust anchors. */
  readonly anchors?: string;
}

/** The hub's settings, an option before its variable. Throws CONFIG_INVALID, LISTEN_NOT_PROTECTED. */
export async function readSettings(given: GivenSettings): Promise<Config> {
  const { loadConfig } = await import('../platform/config.ts');
  return loadConfig(undefined, {
    DATA_DIR: given.data,
    HUB_ROLE: given.role,
    TRUST_ANCHORS: given.anchors,
    LISTEN_HOST: given.host,
    LISTEN_PORT: given.port === undefined ? undefined : String(given.port),
  });
}
