import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
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
