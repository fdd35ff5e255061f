import { eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { error } from './errors.ts';
import type { ObeyedRecall } from './model.ts';
import { WEB_SYSTEM } from './systems.ts';
import { system } from './tables.ts';

/** Sets which form of recall a system obeys. @throws SYSTEM_UNKNOWN */
export async function setRecallForm(tx: Tx, name: string, form: ObeyedRecall): Promise<void> {
  const rows = await tx
    .update(system)
    .set({ recallForm: form })
    .where(eq(system.name, name))
    .returning({ id: system.id });
  if (rows.length === 0) throw error('SYSTEM_UNKNOWN', { name });
}

/**
 * What the systems of these agencies obey today, for those that have a system besides the hub's own pages; two systems that differ obey `both`.
 */
export async function recallForms(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, ObeyedRecall>> {
  if (agencyIds.length === 0) return new Map();
  const { rows } = await reader.execute<{ agency_id: string; form: ObeyedRecall }>(sql`
    select l.agency_id, case when count(distinct y.recall_form) = 1 then min(y.recall_form) else 'both' end as form
    from system_agency l join system y on y.id = l.system_id
    where l.agency_id = any(${sql.param([...new Set(agencyIds)])}::uuid[])
      and l.valid_from <= now() and (l.valid_to is null or now() < l.valid_to) and y.disabled_at is null
      and y.name <> ${WEB_SYSTEM}
    group by l.agency_id`);
  return new Map(rows.map((row) => [row.agency_id, row.form]));
}

/** Those of these agencies for which a connected system acts today; the others have the hub's own inbox alone. */
export async function agenciesWithSystem(reader: Reader, agencyIds: readonly string[]): Promise<Set<string>> {
  return new Set((await recallForms(reader, agencyIds)).keys());
}
