import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { inherits, today } from './agencies.ts';
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

/** The closed agencies whose past is today that of these, however long the chain: by agency id, nearest first. */
export async function predecessorsOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, string[]>> {
  return walk(reader, agencyIds, 'back');
}

/** Who has inherited of these agencies, if they are closed: by agency id, nearest first; the last one may be open. */
export async function heirsOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, string[]>> {
  return walk(reader, agencyIds, 'on');
}

/** One step is a closed agency and its heir today; `union` ends rings. */
async function walk(
  reader: Reader,
  agencyIds: readonly string[],
  direction: 'back' | 'on',
): Promise<Map<string, string[]>> {
  if (agencyIds.length === 0) return new Map();
  const [from, to] = (direction === 'on' ? ['agency_id', 'successor_id'] : ['successor_id', 'agency_id']).map((name) =>
    sql.raw(`s.${name}`),
  );
  const { rows } = await reader.execute<{ start: string; at: string }>(sql`
    with recursive walk (start, at) as (
      select id, id from unnest(${sql.param([...agencyIds])}::uuid[]) as asked(id)
      union
      select w.start, ${to} from walk w join agency_successor s on ${from} = w.at and ${inherits('s')}
        join agency a on a.id = s.agency_id and a.valid_to <= ${today}
    )
    select start, at from walk where start <> at`);
  const found = new Map<string, string[]>();
  for (const { start, at } of rows) found.set(start, [...(found.get(start) ?? []), at]);
  return found;
}
