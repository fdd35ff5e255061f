import type { Connection } from '../../adapters/connector.ts';
import { inviteByMail } from '../delivery/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Reader } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { Outbound } from '../platform/outbound.ts';
import type { Vault } from '../platform/secrets.ts';
import { connectionByName, connectionState, type SavedConnection } from '../registry/index.ts';
import { connectorOf, readSettings } from './connectors.ts';

/** What a conversation with a connected system needs of the hub. */
export interface ConnectionTools {
  readonly reader: Reader;
  readonly outbound: Outbound;
  readonly vault: Vault;
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: Pick<Config, 'folderRoots'>;
}

/** Opens a connection as it is saved. Throws CONNECTION_INVALID when its adapter does not know it any more. */
export function openConnection(
  { reader, outbound, vault, log, clock, config }: ConnectionTools,
  { name, adapter, settings, secret }: Pick<SavedConnection, 'name' | 'adapter' | 'settings' | 'secret'>,
): Connection {
  return connectorOf(name, adapter).open({
    name,
    settings: readSettings(name, adapter, settings),
    secret,
    state: connectionState(reader, name),
    folders: config.folderRoots,
    http: outbound,
    connect: outbound.connect,
    invite: (deliveryId, days) => inviteByMail(reader, { deliveryId, connection: name, days }),
    key: vault.derive(`connection:${name}`),
    log: log.child({ connection: name }),
    clock,
  });
}

/** The connection of this name, with what is known of it. Throws CONNECTION_UNKNOWN. */
export async function connectionOf(
  tools: ConnectionTools,
  name: string,
): Promise<{ saved: SavedConnection; connection: Connection }> {
  const saved = await connectionByName(tools.reader, tools.vault, name);
  return { saved, connection: openConnection(tools, saved) };
}
