import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { today } from './agencies.ts';

/** An agency whose waiting mail must be looked at again. */
export interface Rerouting {
  readonly agencyId: string;
  /** The note that was seen; a later one is another. */
  readonly seen: string;
  /** Nobody can store mail by the old directory any more: once this has been looked at, it is done. */
  readonly last: boolean;
}

/** Agencies that one round takes; the rest is its next one's. */
const AT_ONCE = 2_000;

/**
 * On the first call of a day (Vietnam, PostgreSQL's clock) notes the agencies whose validity or succession began or
 * ended since the day that was looked at before.
 */
export async function noteNewDay(tx: Tx): Promise<void> {
  await tx.execute(sql`
    with before as (select coalesce(max(day), ${today} - 1) as day from registry_day), fresh as (
      insert into registry_day (day) select ${today} on conflict do nothing returning day
    )
    select note_rerouting(array(
      select a.id from agency a where a.valid_from > before.day and a.valid_from <= fresh.day
        or a.valid_to > before.day and a.valid_to <= fresh.day
      union
      select s.agency_id from agency_successor s where s.from_date > before.day and s.from_date <= fresh.day))
    from before, fresh`);
}

/** Notes agencies by hand, for what no change of the directory tells. */
export async function noteRerouting(tx: Tx, agencyIds: readonly string[]): Promise<void> {
  await tx.execute(sql`select note_rerouting(${sql.param([...agencyIds])}::uuid[])`);
}

/** What is noted, marked as seen. A row stays until `finishRerouting`. */
export async function takeRerouting(tx: Tx): Promise<Rerouting[]> {
  const { rows } = await tx.execute<{ agency_id: string; seen: string; last: boolean }>(sql`
    with taken as (
      select agency_id, coalesce(seen <= pg_snapshot_xmin(pg_current_snapshot()), false) as last from rerouting
      order by agency_id limit ${AT_ONCE} for update
    )
    update rerouting r set seen = coalesce(r.seen, pg_snapshot_xmax(pg_current_snapshot()))
    from taken where r.agency_id = taken.agency_id
    returning r.agency_id, r.seen::text as seen, taken.last`);
  return rows.map((row) => ({ agencyId: row.agency_id, seen: row.seen, last: row.last }));
}

/** Forgets those that were looked at for the last time, unless they were noted anew meanwhile. */
export async function finishRerouting(tx: Tx, looked: readonly Rerouting[]): Promise<void> {
  const done = looked.filter((one) => one.last);
  if (done.length === 0) return;
  await tx.execute(sql`
    delete from rerouting r
    using unnest(${sql.param(done.map((one) => one.agencyId))}::uuid[], ${sql.param(done.map((one) => one.seen))}::text[])
      as done (agency_id, seen)
    where r.agency_id = done.agency_id and r.seen::text = done.seen`);
}
