import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { AxisSettings } from '../../adapters/contract.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { readBySchema } from '../platform/issues.ts';
import type { Vault } from '../platform/secrets.ts';
import { axisSettings } from './axis-settings.ts';
import { error } from './errors.ts';
import { axis } from './tables.ts';

/** Another axis as the administrator configures it. */
export interface AxisConfig {
  readonly name: string;
  /** The folder under `adapters/` that speaks its protocol. */
  readonly adapter: string;
  readonly baseUrl: string;
  /** Adapter-specific settings that are no secret. */
  readonly settings: AxisSettings;
}

/** An axis with how its link stands, without its credentials. */
export interface AxisLine extends AxisConfig {
  /** False: nothing is fetched from it; what waits for it waits. */
  readonly enabled: boolean;
  readonly savedAt: Date;
  /** Since when the other side does not answer; null while it does. */
  readonly downSince: Date | null;
  readonly downReason: string | null;
  readonly answeredAt: Date | null;
  /** Version of its directory that is known here. */
  readonly directoryVersion: number | null;
  readonly directoryAt: Date | null;
}

export interface Axis extends AxisLine {
  /** Credentials as the administrator saved them. */
  readonly secret: string;
}

/** Everything but the credentials and who works on it. */
const { secret: _secret, heldBy: _by, heldUntil: _until, ...LINE } = getTableColumns(axis);

/**
 * Adds or changes an axis; how its link stands is kept. The secret is sealed under the axis's name.
 * Throws AXIS_SETTINGS_INVALID.
 */
export async function saveAxis(
  tx: Tx,
  vault: Vault,
  input: Omit<AxisConfig, 'settings'> & { readonly settings: unknown; readonly secret: string },
): Promise<void> {
  const settings = readBySchema(axisSettings, input.settings);
  if (settings.problems) throw error('AXIS_SETTINGS_INVALID', { name: input.name, ...settings.problems });
  const row = {
    adapter: input.adapter,
    baseUrl: input.baseUrl,
    settings: settings.data,
    secret: vault.seal(input.secret, input.name),
    savedAt: sql`clock_timestamp()`,
  };
  await tx
    .insert(axis)
    .values({ name: input.name, ...row })
    .onConflictDoUpdate({ target: axis.name, set: row });
}

/** Starts or stops the work on a link; what waits for it keeps waiting. Throws AXIS_UNKNOWN. */
export async function enableAxis(tx: Tx, name: string, enabled: boolean): Promise<void> {
  const { rowCount } = await tx
    .update(axis)
    .set({ enabled, savedAt: sql`clock_timestamp()` })
    .where(eq(axis.name, name));
  if (rowCount === 0) throw error('AXIS_UNKNOWN', { name });
}

/** One axis with its credentials. Throws AXIS_UNKNOWN. */
export async function axisByName(reader: Reader, vault: Vault, name: string): Promise<Axis> {
  const [row] = await reader
    .select({ ...LINE, secret: axis.secret })
    .from(axis)
    .where(eq(axis.name, name));
  if (!row) throw error('AXIS_UNKNOWN', { name });
  return { ...row, secret: vault.open(row.secret, name) };
}

/** All configured axes, by name, without their credentials. */
export async function listAxes(reader: Reader): Promise<AxisLine[]> {
  return reader.select(LINE).from(axis).orderBy(axis.name);
}
