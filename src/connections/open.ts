import type { Connection } from '../../adapters/connector.ts';
import type { HttpClient } from '../../adapters/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Reader } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { Vault } from '../platform/secrets.ts';
import { connectionByName, connectionState, type SavedConnection } from '../registry/index.ts';
import { connectorOf, readSettings } from './connectors.ts';

/** What a conversation with a connected system needs of the hub. */
export interface ConnectionTools {
  readonly reader: Reader;
  readonly outbound: HttpClient;
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: Pick<Config, 'folderRoots'>;
}

/** Opens a connection as it is saved. Throws CONNECTION_INVALID when its adapter does not know it any more. */
export function openConnection(
  { reader, outbound, log, clock, config }: ConnectionTools,
  { name, adapter, settings, secret }: Pick<SavedConnection, 'name' | 'adapter' | 'settings' | 'secret'>,
): Connection {
  return connectorOf(name, adapter).open({
    name,
    settings: readSettings(name, adapter, settings),
    secret,
    state: connectionState(reader, name),
    folders: config.folderRoots,
    http: outbound,
    log: log.child({ connection: name }),
    clock,
  });
}

/** The connection of this name, with what is known of it. Throws CONNECTION_UNKNOWN. */
export async function connectionOf(
  tools: ConnectionTools & { readonly vault: Vault },
  name: string,
): Promise<{ saved: SavedConnection; connection: Connection }> {
  const saved = await connectionByName(tools.reader, tools.vault, name);
  return { saved, connection: openConnection(tools, saved) };
}
