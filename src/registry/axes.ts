import { eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import { error } from './errors.ts';
import { axis } from './tables.ts';

/** Another axis as the administrator configures it. */
export interface AxisConfig {
  readonly name: string;
  /** The folder under `adapters/` that speaks its protocol. */
  readonly adapter: string;
  readonly baseUrl: string;
  /** Adapter-specific settings that are no secret. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Axis extends AxisConfig {
  /** Where the poller continues after a restart. */
  readonly cursor: string | null;
  /** Credentials as the adapter wrote them. */
  readonly secret: string;
}

/** Adds or changes an axis; the poller's cursor stays. The secret is sealed under the axis's name. */
export async function saveAxis(tx: Tx, vault: Vault, input: AxisConfig & { readonly secret: string }): Promise<void> {
  const row = {
    adapter: input.adapter,
    baseUrl: input.baseUrl,
    settings: input.settings,
    secret: vault.seal(input.secret, input.name),
  };
  await tx
    .insert(axis)
    .values({ name: input.name, ...row })
    .onConflictDoUpdate({ target: axis.name, set: row });
}

/** One axis with its credentials. Throws AXIS_UNKNOWN. */
export async function axisByName(reader: Reader, vault: Vault, name: string): Promise<Axis> {
  const [row] = await reader.select().from(axis).where(eq(axis.name, name));
  if (!row) throw error('AXIS_UNKNOWN', { name });
  return {
    name,
    adapter: row.adapter,
    baseUrl: row.baseUrl,
    settings: row.settings,
    cursor: row.cursor,
    secret: vault.open(row.secret, name),
  };
}

/** All configured axes, by name, without their credentials. */
export async function listAxes(reader: Reader): Promise<Omit<Axis, 'secret'>[]> {
  return reader
    .select({
      name: axis.name,
      adapter: axis.adapter,
      baseUrl: axis.baseUrl,
      settings: axis.settings,
      cursor: axis.cursor,
    })
    .from(axis)
    .orderBy(axis.name);
}

/** Remembers how far the poller came; in the transaction that stored what it fetched. */
export async function saveAxisCursor(tx: Tx, name: string, cursor: string | null): Promise<void> {
  await tx.update(axis).set({ cursor, polledAt: sql`now()` }).where(eq(axis.name, name));
}
