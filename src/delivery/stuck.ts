import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import type { DeliveryState } from './model.ts';
import { NEEDS_OPERATOR } from './overview.ts';

/** Beyond this many the figure is `COUNTED_STUCK` and more: a page counts no table. */
export const COUNTED_STUCK = 1_000;

/** How many of the newest deliveries that need an operator stopped in one state for one reason. */
export interface StuckReason {
  readonly state: DeliveryState;
  /** RECIPIENT_CLOSED, DELIVERY_REFUSED, … */
  readonly code: string | null;
  readonly count: number;
}

/** Why deliveries stand still, the most frequent reason first; of each state its newest thousand are counted. */
export async function stuckReasons(reader: Reader): Promise<StuckReason[]> {
  const newest = sql.join(
    NEEDS_OPERATOR.map(
      (state) => sql`(select d.state, d.reason_code from delivery d
        where d.state = ${sql.raw(`'${state}'`)} and d.id < ${idCeiling()}::uuid and (d.id = d.lead_id or d.state = 'failed')
        order by d.id desc limit ${COUNTED_STUCK})`,
    ),
    sql` union all `,
  );
  const { rows } = await reader.execute<{ state: DeliveryState; code: string | null; count: number }>(sql`
    select state, reason_code as code, count(*)::int as count from (${newest}) stopped
    group by state, reason_code order by count desc, state, code`);
  return rows;
}
