import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { receiversOfConnection } from '../registry/index.ts';
import { laneKey } from './lanes.ts';

/** What waits for one axis. */
export interface AxisQueue {
  readonly axis: string;
  readonly waiting: number;
  readonly urgent: number;
  /** When the oldest of them was queued. */
  readonly oldestAt: Date;
}

/** What waits for each axis, read from the small table of live pushes. */
export async function axisQueues(reader: Reader): Promise<AxisQueue[]> {
  const { rows } = await reader.execute<{ axis: string; waiting: number; urgent: number; oldest: string }>(sql`
    select substr(l.key, 6) as axis, count(*)::int as waiting, (count(*) filter (where d.urgent))::int as urgent,
      min(v.state_at) as oldest
    from lane l join dispatch d on d.lane_id = l.id join delivery v on v.id = d.delivery_id
    where l.key like 'axis:%' group by l.key order by l.key`);
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestAt: new Date(oldest) }));
}

/**
 * The link to an axis is up again after so many seconds. What waited is due now, whatever pause its failed tries had
 * earned, so that the lane's own order decides and not chance; and the outage is not counted against any deadline.
 */
export async function axisCameBack(tx: Tx, axis: string, seconds: number): Promise<void> {
  const lane = sql`(select id from lane where key = ${laneKey({ handoverId: null, axis })})`;
  await tx.execute(sql`select 1 from dispatch where lane_id = ${lane} order by delivery_id for update`);
  await tx.execute(sql`
    update dispatch set deadline_at = deadline_at + make_interval(secs => ${seconds}),
      due_at = case when state = 'due' then least(due_at, now()) else due_at end
    where lane_id = ${lane}`);
  await tx.execute(sql`update lane set retry_at = now() where id = ${lane} and breaker = 'open'`);
}

/**
 * A document system answers again: what waited for its agencies is due now, and their lanes are tried. Their deadlines
 * stay: a system that is called is the recipient's own.
 */
export async function connectionCameBack(tx: Tx, name: string): Promise<void> {
  const keys = (await receiversOfConnection(tx, name)).map((one) => laneKey({ handoverId: one.agencyId, axis: null }));
  const lanes = sql`(select id from lane where key = any(${sql.param(keys)}::text[]))`;
  await tx.execute(sql`select 1 from dispatch where lane_id in ${lanes} order by delivery_id for update`);
  await tx.execute(sql`
    update dispatch set due_at = least(due_at, now()) where state = 'due' and lane_id in ${lanes}`);
  await tx.execute(sql`update lane set retry_at = now() where id in ${lanes} and breaker = 'open'`);
}
