import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { today } from './agencies.ts';
import { error } from './errors.ts';
import type { Agency } from './model.ts';

/**
 * Whether `successor` is one of those that follow `agency`.
 * @throws SUCCESSOR_UNKNOWN naming those that do
 */
export async function requireSuccessor(tx: Tx, agency: Agency, successor: Agency): Promise<void> {
  const { rows } = await tx.execute<{ id: string; code: string }>(sql`
    select s.successor_id as id, k.code from agency_successor s
    join agency_code k on k.agency_id = s.successor_id and k.is_current
    where s.agency_id = ${agency.id} order by k.code for update of s`);
  if (rows.some((row) => row.id === successor.id)) return;
  const successors = rows.map((row) => row.code).join(', ') || '–';
  throw error('SUCCESSOR_UNKNOWN', { code: agency.code, successor: successor.code, successors });
}

/** From now on this successor takes the mail and the past of a split agency, in place of whoever did. SUCCESSOR_UNKNOWN. */
export async function chooseHeir(tx: Tx, agency: Agency, heir: Agency): Promise<void> {
  await requireSuccessor(tx, agency, heir);
  // One statement would meet the unique index on its way.
  await tx.execute(sql`update agency_successor set is_heir = false where agency_id = ${agency.id} and is_heir`);
  await tx.execute(sql`
    update agency_successor set is_heir = true where agency_id = ${agency.id} and successor_id = ${heir.id}`);
}

/** The closed agencies whose past is today that of these, however long the chain: by agency id. */
export async function predecessorsOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, string[]>> {
  if (agencyIds.length === 0) return new Map();
  const { rows } = await reader.execute<{ agency_id: string; heir_id: string }>(
    sql`select agency_id, heir_id from ended_at(${sql.param([...agencyIds])}::uuid[], ${today})`,
  );
  const found = new Map<string, string[]>();
  for (const { agency_id, heir_id } of rows) found.set(heir_id, [...(found.get(heir_id) ?? []), agency_id]);
  return found;
}

/** An agency with the closed ones whose past is its own today: what they sent and received is its to answer for. */
export async function withPredecessors(reader: Reader, agencyId: string): Promise<string[]> {
  return [agencyId, ...((await predecessorsOf(reader, [agencyId])).get(agencyId) ?? [])];
}

/** Where everything of each of these closed agencies has ended: by agency id; open ones have no heir. */
export async function heirsOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, string>> {
  if (agencyIds.length === 0) return new Map();
  const { rows } = await reader.execute<{ id: string; heir_id: string }>(sql`
    select id, heir_id from (
      select id, only_end(id, ${today}) as heir_id from unnest(${sql.param([...agencyIds])}::uuid[]) as asked (id)
    ) ends where heir_id <> id`);
  return new Map(rows.map((row) => [row.id, row.heir_id]));
}

/** By agency id: who stands for it today, and every agency whose past that one has; so mail under any of their codes is for it. */
export async function kinOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, string[]>> {
  const heirs = await heirsOf(reader, agencyIds);
  const todays = new Map(agencyIds.map((id) => [id, heirs.get(id) ?? id]));
  const inherited = await predecessorsOf(reader, [...new Set(todays.values())]);
  return new Map([...todays].map(([id, today]) => [id, [today, ...(inherited.get(today) ?? [])]]));
}
