import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { type Closed, closedColumns, insertEnds, recordEnds } from './close.ts';

const AT_ONCE = 5_000;
/** After so long nobody will report any more: counted as not done, so that the table of open duties stays small. */
const GIVEN_UP_DAYS = 90;
const GIVEN_UP_AT_ONCE = 1_000;

/**
 * Adds ended duties up, per agency, day and kind. Each is taken once, in the transaction that adds it; several processes
 * share the work, and take agencies in one order so that they never wait for each other in a ring.
 */
export async function foldFigures(db: Db): Promise<void> {
  let taken = AT_ONCE;
  while (taken === AT_ONCE) {
    const { rows } = await db.execute<{ taken: number }>(sql`
      with gone as (
        delete from duty_end
        where ctid = any(array(select ctid from duty_end limit ${AT_ONCE} for update skip locked))
        returning *
      ), sums as (
        select agency_id, day, kind, count(*) filter (where outcome = 'kept') as kept,
          count(*) filter (where outcome = 'late') as late, count(*) filter (where outcome = 'missed') as missed,
          count(*) filter (where outcome = 'lifted') as lifted,
          coalesce(sum(seconds) filter (where outcome in ('kept', 'late')), 0) as seconds
        from gone group by agency_id, day, kind order by agency_id, day, kind
      ), added as (
        insert into duty_figure as f (agency_id, day, kind, kept, late, missed, lifted, seconds)
        select * from sums
        on conflict (agency_id, day, kind) do update set kept = f.kept + excluded.kept, late = f.late + excluded.late,
          missed = f.missed + excluded.missed, lifted = f.lifted + excluded.lifted, seconds = f.seconds + excluded.seconds
      )
      select count(*)::int as taken from gone`);
    taken = rows[0]!.taken;
  }
}

/** Ends what has been overdue for 90 days as not done, which stays on record. */
export async function giveUpDuties(db: Db): Promise<void> {
  while ((await db.transaction(giveUpSome)) === GIVEN_UP_AT_ONCE);
}

async function giveUpSome(tx: Tx): Promise<number> {
  const { rows } = await tx.execute<Closed>(sql`
    with gone as (
      delete from duty where ctid = any(array(select ctid from duty
        where due_at < now() - make_interval(days => ${GIVEN_UP_DAYS}) limit ${GIVEN_UP_AT_ONCE} for update skip locked))
      returning *, 'missed' as outcome
    ), ended as (${insertEnds})
    select ${closedColumns} from gone`);
  await recordEnds(tx, rows);
  return rows.length;
}
