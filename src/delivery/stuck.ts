import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { idCeiling } from '../platform/ids.ts';
import type { DeliveryState } from './model.ts';
import { NEEDS_OPERATOR } from './overview.ts';

/** Beyond this many the figure is `COUNTED_STUCK` and more: a page counts no table. */
export const COUNTED_STUCK = 1_000;

/** How many of the newest deliveries that need an operator stopped in one state for one reason, as it was told then. */
export interface StuckReason {
  readonly state: DeliveryState;
  /** RECIPIENT_CLOSED, DELIVERY_REFUSED, … */
  readonly code: string | null;
  /** The sentence with its facts: which agency, which answer. */
  readonly title: Readonly<Record<Language, string>> | null;
  readonly count: number;
}

/** Why deliveries stand still, the most frequent reason first; of each state its newest thousand are counted. */
export async function stuckReasons(reader: Reader): Promise<StuckReason[]> {
  const newest = sql.join(
    NEEDS_OPERATOR.map(
      (state) => sql`(select d.state, d.reason_code, d.reason from delivery d
        where d.state = ${sql.raw(`'${state}'`)} and d.id < ${idCeiling()}::uuid and (d.id = d.lead_id or d.state = 'failed')
        order by d.id desc limit ${COUNTED_STUCK})`,
    ),
    sql` union all `,
  );
  const { rows } = await reader.execute<{
    state: DeliveryState;
    code: string | null;
    vi: string | null;
    en: string | null;
    count: number;
  }>(sql`
    select state, reason_code as code, reason->'vi'->>'title' as vi, reason->'en'->>'title' as en, count(*)::int as count
    from (${newest}) stopped group by state, code, vi, en order by count desc, state, code, vi`);
  return rows.map(({ vi, en, ...row }) => ({ ...row, title: vi && en ? { vi, en } : null }));
}
