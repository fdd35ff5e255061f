import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { type Closed, closedColumns, insertEnds, recordEnds } from './close.ts';

/** After so long nobody will report any more: counted as not done, so that the table of open duties stays small. */
const GIVEN_UP_DAYS = 90;
const GIVEN_UP_AT_ONCE = 1_000;

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
    ), ${insertEnds}
    select ${closedColumns} from gone`);
  await recordEnds(tx, rows);
  return rows.length;
}
