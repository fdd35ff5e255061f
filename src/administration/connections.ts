import type { Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import * as registry from '../registry/index.ts';
import { type By, tell } from './by.ts';

/** Adds a connection. @throws CONNECTION_NAME_TAKEN, and what `changeConnection` does */
export async function addConnection(tx: Tx, vault: Vault, input: registry.NewConnection, by: By): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.requireNewConnection(tx, input.name);
  await changeConnection(tx, vault, input, by);
}

/**
 * Adds or changes a connection to a document system; a running hub takes it up within seconds.
 * @param input settings that the adapter's own schema has read
 * @throws SYSTEM_UNKNOWN, CONNECTION_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function changeConnection(tx: Tx, vault: Vault, input: registry.NewConnection, by: By): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.saveConnection(tx, vault, input);
  const { name: connection, adapter } = input;
  await tell(tx, { type: 'connection.saved', data: { connection, adapter } }, by);
}

/** Starts or stops the work on a connection. @throws CONNECTION_UNKNOWN, FORBIDDEN, WHY_MISSING */
export async function switchConnection(tx: Tx, name: string, enabled: boolean, by: By): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.enableConnection(tx, name, enabled);
  const type = enabled ? 'connection.enabled' : 'connection.disabled';
  await tell(tx, { type, data: { connection: name } }, by);
}
