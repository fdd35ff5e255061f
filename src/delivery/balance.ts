import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { lowestIdAt } from '../platform/ids.ts';
import type { DeliveryState } from './model.ts';
import { TRANSITIONS } from './rules.ts';

/** The deliveries of a time, counted by the state they are in, and what does not add up. */
export interface Balance {
  /** Of all states, `claimed` from the dispatch rows; they sum to `total`. */
  readonly byState: Readonly<Record<DeliveryState, number>>;
  /** Counted without looking at states. */
  readonly total: number;
  /** Pushes that are due or being sent and that no dispatch row will ever move. */
  readonly stranded: number;
  /** Dispatch rows of deliveries that are not to be pushed. */
  readonly astray: number;
}

/**
 * Counts every delivery made in this time, once; reads whole partitions, so it is for audits and tests, not for pages.
 * All numbers are of one snapshot.
 */
export async function balanceDeliveries(reader: Reader, from: Date, until: Date): Promise<Balance> {
  const { rows } = await reader.execute<{
    state: DeliveryState | null;
    n: number;
    stranded: number;
    astray: number;
  }>(sql`
    with made as (
      select d.id, d.lead_id, d.state, q.state as live from delivery d
      left join dispatch q on q.delivery_id = d.lead_id
      where d.id >= ${lowestIdAt(from.getTime())}::uuid and d.id < ${lowestIdAt(until.getTime())}::uuid
    )
    select case when state = 'due' and live = 'claimed' then 'claimed' else state end as state, count(*)::int as n,
      (count(*) filter (where state in ('due', 'sending') and live is null))::int as stranded,
      (count(*) filter (where state not in ('due', 'sending') and live is not null and id = lead_id))::int as astray
    from made group by grouping sets ((1), ())`);
  const zero = Object.fromEntries(Object.keys(TRANSITIONS).map((state) => [state, 0])) as Record<DeliveryState, number>;
  for (const { state, n } of rows) if (state !== null) zero[state] = n;
  const all = rows.find((row) => row.state === null)!;
  return { byState: zero, total: all.n, stranded: all.stranded, astray: all.astray };
}
