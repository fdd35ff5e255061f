import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { dispatchAge, dispatchCount, laneAge, oldestDue } from '../platform/metrics.ts';

/** Lanes that are named: one label for each of thousands would drown whoever collects them. */
const OLDEST_LANES = 20;
const STATES = ['due', 'claimed', 'sending'] as const;

/** Sets the gauges of what is on its way out, all from the few dispatch rows. */
export async function measureDispatch(reader: Reader): Promise<void> {
  const { rows } = await reader.execute<{ state: (typeof STATES)[number]; n: number; age: number; late: number }>(sql`
    select state, count(*)::int as n, extract(epoch from now() - min(queued_at))::float8 as age,
      coalesce(extract(epoch from now() - min(due_at) filter (where due_at <= now())), 0)::float8 as late
    from dispatch group by state`);
  const of = new Map(rows.map((row) => [row.state, row]));
  for (const state of STATES) {
    dispatchCount.set({ state }, of.get(state)?.n ?? 0);
    dispatchAge.set({ state }, Math.max(0, of.get(state)?.age ?? 0));
  }
  oldestDue.set(Math.max(0, of.get('due')?.late ?? 0));
  const lanes = await reader.execute<{ key: string; age: number }>(sql`
    select l.key, oldest.age from (
      select lane_id, extract(epoch from now() - min(queued_at))::float8 as age from dispatch
      group by lane_id order by age desc limit ${OLDEST_LANES}
    ) oldest join lane l on l.id = oldest.lane_id`);
  laneAge.reset();
  for (const { key, age } of lanes.rows) laneAge.set({ lane: key }, Math.max(0, age));
}
