import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { error } from './errors.ts';
import { forgetKeys } from './memory.ts';
import type { ObeyedRecall, Scope } from './model.ts';
import { system, systemAgency } from './tables.ts';

/** The hub's own web pages, as a system that serves the agencies of their users. */
export const WEB_SYSTEM = 'web';

export interface NewSystem {
  /** Unique; the log knows the system by it. */
  readonly name: string;
  readonly agencyIds: readonly string[];
  readonly scopes: readonly Scope[];
  /** Refuse a document when any of its recipients cannot be served. Default false: the others go out. */
  readonly allOrNothing?: boolean;
}

/**
 * Registers software and gives its API key, which is shown this once: the table keeps its SHA-256.
 * Throws SYSTEM_NAME_TAKEN.
 */
export async function createSystem(tx: Tx, input: NewSystem): Promise<{ id: string; apiKey: string }> {
  const apiKey = newApiKey();
  const id = newId();
  const made = await tx
    .insert(system)
    .values({
      id,
      name: input.name,
      keySha256: keyDigest(apiKey),
      scopes: [...input.scopes],
      allOrNothing: input.allOrNothing ?? false,
    })
    .onConflictDoNothing({ target: system.name })
    .returning({ id: system.id });
  if (made.length === 0) throw error('SYSTEM_NAME_TAKEN', { name: input.name });
  await assignAgencies(tx, id, input.agencyIds);
  return { id, apiKey };
}

/** A system may keep its old key for so long at most: two keys are two chances to lose one. */
const LONGEST_OVERLAP_HOURS = 30 * 24;

/**
 * Replaces the key. The one before stays valid for `overlapHours` (0 to 720), whatever was before it ends; without an
 * overlap it is refused at once here, and within seconds by other processes. Throws SYSTEM_UNKNOWN, OVERLAP_INVALID.
 */
export async function rotateKey(
  tx: Tx,
  name: string,
  overlapHours = 0,
): Promise<{ id: string; apiKey: string; oldUntil: Date | null }> {
  requireOverlap(overlapHours);
  const apiKey = newApiKey();
  const keeps = overlapHours > 0;
  const [row] = await tx
    .update(system)
    .set({
      keySha256: keyDigest(apiKey),
      previousKeySha256: keeps ? sql`${system.keySha256}` : null,
      previousUntil: keeps ? endOfOverlap(overlapHours) : null,
      rotatedAt: sql`now()`,
    })
    .where(eq(system.name, name))
    .returning({ id: system.id, oldUntil: system.previousUntil });
  if (!row) throw error('SYSTEM_UNKNOWN', { name });
  forgetKeys();
  return { id: row.id, apiKey, oldUntil: row.oldUntil };
}

/** Throws OVERLAP_INVALID. */
export function requireOverlap(hours: number): void {
  if (!Number.isInteger(hours) || hours < 0 || hours > LONGEST_OVERLAP_HOURS)
    throw error('OVERLAP_INVALID', { most: LONGEST_OVERLAP_HOURS });
}

export function endOfOverlap(hours: number): SQL {
  return sql`now() + make_interval(hours => ${hours}::int)`;
}

/** Adds agencies to those that the system acts for; one that it already serves stays as it is. */
export async function assignAgencies(tx: Tx, systemId: string, agencyIds: readonly string[]): Promise<void> {
  if (agencyIds.length === 0) return;
  await tx
    .insert(systemAgency)
    .values([...new Set(agencyIds)].map((agencyId) => ({ systemId, agencyId })))
    .onConflictDoUpdate({
      target: [systemAgency.systemId, systemAgency.agencyId],
      set: { validFrom: sql`now()`, validTo: null },
      setWhere: sql`${systemAgency.validTo} <= now()`,
    });
  forgetKeys();
}

/** Ends what the system does for these agencies, from now on; the row stays as history. */
export async function releaseAgencies(tx: Tx, systemId: string, agencyIds: readonly string[]): Promise<void> {
  await tx
    .update(systemAgency)
    .set({ validTo: sql`now()` })
    .where(
      and(
        eq(systemAgency.systemId, systemId),
        isNull(systemAgency.validTo),
        sql`${systemAgency.agencyId} = any(${sql.param([...agencyIds])}::uuid[])`,
      ),
    );
  forgetKeys();
}

/** Stops a system: its key is refused, and it no longer counts as a channel of its agencies. SYSTEM_UNKNOWN. */
export async function disableSystem(tx: Tx, name: string): Promise<void> {
  const rows = await tx
    .update(system)
    .set({ disabledAt: sql`coalesce(${system.disabledAt}, now())` })
    .where(eq(system.name, name))
    .returning({ id: system.id });
  if (rows.length === 0) throw error('SYSTEM_UNKNOWN', { name });
  forgetKeys();
}

/** The id of a system by its name. Throws SYSTEM_UNKNOWN. */
export async function systemId(reader: Reader, name: string): Promise<string> {
  const [row] = await reader.select({ id: system.id }).from(system).where(eq(system.name, name));
  if (!row) throw error('SYSTEM_UNKNOWN', { name });
  return row.id;
}

export interface SystemSummary {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly recallForm: ObeyedRecall;
  /** Current codes of the agencies that it acts for today. */
  readonly agencies: readonly string[];
  readonly createdAt: Date;
  readonly rotatedAt: Date | null;
  /** Until when the key before the last change still opens a door; null when it does not. */
  readonly oldKeyUntil: Date | null;
  /** Whether it connects as to an axis (VXP) too. */
  readonly vxp: boolean;
  readonly disabledAt: Date | null;
  /** When it last showed its key, to the minute. */
  readonly seenAt: Date | null;
}

/** Every system, by name; a province has some hundreds. */
export async function listSystems(reader: Reader): Promise<SystemSummary[]> {
  const rows = await reader
    .select({
      name: system.name,
      scopes: system.scopes,
      recallForm: system.recallForm,
      createdAt: system.createdAt,
      rotatedAt: system.rotatedAt,
      oldKeyUntil: sql<Date | null>`case when now() < ${system.previousUntil} then ${system.previousUntil} end`.mapWith(
        system.previousUntil,
      ),
      vxp: sql<boolean>`exists (select from vxp_credential v where v.system_id = ${system.id})`,
      disabledAt: system.disabledAt,
      seenAt: system.seenAt,
      agencies: sql<string[]>`array(select k.code from system_agency l
        join agency_code k on k.agency_id = l.agency_id and k.is_current
        where l.system_id = ${system.id} and (l.valid_to is null or now() < l.valid_to) order by k.code)`,
    })
    .from(system)
    .orderBy(system.name);
  return rows.map((row) => ({ ...row, scopes: row.scopes as Scope[] }));
}

function newApiKey(): string {
  return `lt_${randomBytes(32).toString('base64url')}`;
}

function keyDigest(apiKey: string): Buffer {
  return createHash('sha256').update(apiKey).digest();
}

/** Whether the web pages serve this agency now, alone or beside a system of its own. */
export async function worksAtWeb(reader: Reader, agencyId: string): Promise<boolean> {
  const { rows } = await reader.execute(sql`
    select from system_agency a join system s on s.id = a.system_id
    where s.name = ${WEB_SYSTEM} and a.agency_id = ${agencyId}::uuid
      and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now())`);
  return rows.length > 0;
}
