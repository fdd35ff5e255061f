import { eq, getTableColumns, isNotNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import { connectionError } from './connection-errors.ts';
import { error } from './errors.ts';
import { channel, connection, system } from './tables.ts';

/** A document system that the hub calls, with how its link stands, without its credentials. */
export interface ConnectionLine {
  readonly name: string;
  /** The folder under `adapters/` that knows its ways. */
  readonly adapter: string;
  readonly systemId: string;
  /** In whose name it hands in. */
  readonly systemName: string;
  /** As the adapter's schema gave them; nothing in them is secret. */
  readonly settings: unknown;
  /** False: nothing is fetched from it; what is sent to it still goes out. */
  readonly enabled: boolean;
  readonly savedAt: Date;
  /** Since when the other side does not answer; null while it does. */
  readonly downSince: Date | null;
  readonly downReason: string | null;
  readonly answeredAt: Date | null;
}

export interface SavedConnection extends ConnectionLine {
  readonly secret: string | null;
}

export interface NewConnection {
  /** Lower-case letters, digits, dots and hyphens, at most 50. */
  readonly name: string;
  readonly adapter: string;
  readonly systemName: string;
  /** Checked by the adapter's own schema before. */
  readonly settings: unknown;
  /** Null where there is none; undefined keeps the one that is saved. */
  readonly secret?: string | null | undefined;
}

const { secret: _secret, heldBy: _by, heldUntil: _until, ...COLUMNS } = getTableColumns(connection);
const LINE = { ...COLUMNS, systemName: system.name };

export const CONNECTION_NAME = /^[a-z0-9][a-z0-9.-]{0,49}$/;

/** Settings of these names say where a secret goes. */
const WHERE = ['url', 'host', 'port'] as const;

/**
 * Adds or changes a connection; how its link stands is kept, and the saved secret as long as it goes where it went.
 * Throws SYSTEM_UNKNOWN, CONNECTION_INVALID, CONNECTION_SECRET_NEEDED.
 */
export async function saveConnection(tx: Tx, vault: Vault, input: NewConnection): Promise<void> {
  const { name, adapter, settings } = input;
  if (!CONNECTION_NAME.test(name))
    throw connectionError('CONNECTION_INVALID', {
      name,
      vi: 'tên chỉ gồm a-z, 0-9, dấu chấm và gạch nối, dài 1 đến 50',
      en: 'the name has a-z, 0-9, dots and hyphens only, 1 to 50 of them',
    });
  const [owner] = await tx.select({ id: system.id }).from(system).where(eq(system.name, input.systemName));
  if (!owner) throw error('SYSTEM_UNKNOWN', { name: input.systemName });
  if (input.secret === undefined) await requireSamePlace(tx, input);
  const secret = input.secret ? vault.seal(input.secret, scopeOf(name)) : null;
  const row = { adapter, systemId: owner.id, settings, savedAt: sql`clock_timestamp()` };
  await tx
    .insert(connection)
    .values({ name, ...row, secret })
    .onConflictDoUpdate({
      target: connection.name,
      set: { ...row, ...(input.secret !== undefined && { secret }) },
    });
}

/** Whoever may change an address must not be able to have a secret sent there that he does not know. */
async function requireSamePlace(tx: Tx, { name, adapter, settings }: NewConnection): Promise<void> {
  const [was] = await tx
    .select({ adapter: connection.adapter, settings: connection.settings, secret: connection.secret })
    .from(connection)
    .where(eq(connection.name, name));
  if (!was?.secret) return;
  const place = (of: unknown) => WHERE.map((field) => (of as Record<string, unknown>)[field] ?? null);
  const isSame = was.adapter === adapter && JSON.stringify(place(was.settings)) === JSON.stringify(place(settings));
  if (!isSame) throw connectionError('CONNECTION_SECRET_NEEDED', { name });
}

/** Starts or stops the work on a link; what waits for it keeps waiting. Throws CONNECTION_UNKNOWN. */
export async function enableConnection(tx: Tx, name: string, enabled: boolean): Promise<void> {
  const { rowCount } = await tx
    .update(connection)
    .set({ enabled, savedAt: sql`clock_timestamp()` })
    .where(eq(connection.name, name));
  if (rowCount === 0) throw connectionError('CONNECTION_UNKNOWN', { name });
}

/** One connection with its credentials. Throws CONNECTION_UNKNOWN. */
export async function connectionByName(reader: Reader, vault: Vault, name: string): Promise<SavedConnection> {
  const [row] = await reader
    .select({ ...LINE, secret: connection.secret })
    .from(connection)
    .innerJoin(system, eq(system.id, connection.systemId))
    .where(eq(connection.name, name));
  if (!row) throw connectionError('CONNECTION_UNKNOWN', { name });
  return { ...row, secret: row.secret && vault.open(row.secret, scopeOf(name)) };
}

/** All connections, by name, without their credentials. */
export async function listConnections(reader: Reader): Promise<ConnectionLine[]> {
  return reader
    .select(LINE)
    .from(connection)
    .innerJoin(system, eq(system.id, connection.systemId))
    .orderBy(connection.name);
}

/** How many agencies receive by each connection; one by which nobody does is not told. */
export async function countReceivers(reader: Reader): Promise<Map<string, number>> {
  const rows = await reader
    .select({ name: channel.connection, agencies: sql<number>`count(*)::int` })
    .from(channel)
    .where(isNotNull(channel.connection))
    .groupBy(channel.connection);
  return new Map(rows.map(({ name, agencies }) => [name!, agencies]));
}

/** Throws CONNECTION_NAME_TAKEN. */
export async function requireNewConnection(tx: Tx, name: string): Promise<void> {
  const [known] = await tx.select({ name: connection.name }).from(connection).where(eq(connection.name, name));
  if (known) throw connectionError('CONNECTION_NAME_TAKEN', { name });
}

/** Agencies that receive by this connection, each with where it is found there; null where its code says it. */
export async function receiversOfConnection(
  reader: Reader,
  name: string,
): Promise<{ agencyId: string; address: string | null }[]> {
  const { agencyId, address } = channel;
  return reader.select({ agencyId, address }).from(channel).where(eq(channel.connection, name));
}

function scopeOf(name: string): string {
  return `connection:${name}`;
}
