import { sql } from 'drizzle-orm';
import type { DUTY_WORDS } from '../evidence/index.ts';
import type { Reader } from '../platform/database.ts';

export type DutyFigures = {
  readonly agencyId: string;
  readonly kind: keyof typeof DUTY_WORDS;
  readonly kept: number;
  readonly late: number;
  readonly missed: number;
  /** Overdue and not yet done. */
  readonly open: number;
  /** No longer owed: in neither numerator nor denominator. */
  readonly lifted: number;
  /** Mean from the start of the clock to the end, of what was done. */
  readonly meanSeconds: number | null;
};

/**
 * Figures of the duties that were due in a period, both days included (`yyyy-mm-dd`, Vietnam), added up from one row an
 * agency and day. What happened within the last seconds may not be in them yet.
 * The share in time is kept / (kept + late + open + missed).
 */
export async function dutyFigures(
  reader: Reader,
  period: { readonly from: string; readonly to: string; readonly agencyIds?: readonly string[] },
): Promise<DutyFigures[]> {
  const { from, to, agencyIds } = period;
  const sum = (what: string) => sql`coalesce(sum(n) filter (where what = ${what}), 0)`;
  const { rows } = await reader.execute<DutyFigures>(sql`
    select agency_id as "agencyId", kind, ${sum('kept')}::int as kept, ${sum('late')}::int as late,
      ${sum('missed')}::int as missed, ${sum('open')}::int as open, ${sum('lifted')}::int as lifted,
      (${sum('seconds')} / nullif(${sum('kept')} + ${sum('late')}, 0))::float8 as "meanSeconds"
    from board_day, jsonb_each_text(counts) as each (name, number),
      lateral (select split_part(name, '.', 1) as kind, split_part(name, '.', 2) as what, number::bigint as n) as named
    where day between ${from}::date and ${to}::date
      and kind in ('notice', 'registration', 'processing', 'sending')
      and ${agencyIds ? sql`agency_id = any(${sql.param([...agencyIds])}::uuid[])` : sql`true`}
    group by agency_id, kind order by agency_id, kind`);
  return rows;
}
