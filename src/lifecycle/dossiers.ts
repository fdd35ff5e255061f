import type pg from 'pg';
import type { MonthReport } from './months.ts';
import type { RetentionRule } from './rules.ts';

/** Dossiers that one transaction removes. */
const AT_ONCE = 1_000;

const BOUND = `now() - make_interval(months => $1)`;
/** UUIDv7 begin with their milliseconds, so a bound of time is a bound of ids. */
const ID_BOUND = `rpad(lpad(to_hex((extract(epoch from ${BOUND}) * 1000)::bigint), 12, '0'), 32, '0')::uuid`;

/** Nothing was heard of it for as long as the rule says: neither a document nor a report; and no document of it is left. */
const GOES = `(coalesce(t.state_at < ${BOUND}, true)
  and not exists (select from dossier_state s where s.dossier_id = t.id and s.reported_at >= ${BOUND})
  and not exists (select from dossier_document m where m.dossier_id = t.id
    and (m.document_id >= ${ID_BOUND} or exists (select from document d where d.id = m.document_id))))`;

/** Dossiers opened before the rule's months, by the month in which they were; nothing is changed. */
export async function countDossiers(client: pg.ClientBase, { keepMonths }: RetentionRule): Promise<MonthReport[]> {
  const { rows } = await client.query<{ month: string; removable: number; stays: number }>(
    `select to_char(t.opened_at at time zone 'UTC', 'YYYY-MM') as month,
       count(*) filter (where ${GOES})::int as removable, count(*) filter (where not ${GOES})::int as stays
     from dossier t where t.id < ${ID_BOUND} group by 1 order by 1`,
    [keepMonths],
  );
  return rows.map((row) => ({ class: 'dossiers', table: 'dossier', ...row, dropped: false, busy: false }));
}

/** Removes a dossier as a whole: its reports, its parties, its thread, its number. */
export async function removeDossiers(client: pg.ClientBase, rule: RetentionRule): Promise<MonthReport[]> {
  const report = await countDossiers(client, rule);
  while ((await removeSome(client, rule.keepMonths)) === AT_ONCE);
  return report;
}

/** Locked first, asked again then: what came meanwhile keeps its dossier, and what comes now waits until it is gone. */
async function removeSome(client: pg.ClientBase, keepMonths: number): Promise<number> {
  await client.query('begin');
  try {
    const locked = await client.query<{ id: string }>(
      `select t.id from dossier t where t.id < ${ID_BOUND} and ${GOES} limit ${AT_ONCE} for update skip locked`,
      [keepMonths],
    );
    const { rows } = await client.query<{ id: string }>(
      `select t.id from dossier t where t.id = any($2::uuid[]) and ${GOES}`,
      [keepMonths, locked.rows.map((row) => row.id)],
    );
    const ids = rows.map((row) => row.id);
    for (const table of ['dossier_state', 'dossier_party', 'dossier_document'])
      await client.query(`delete from ${table} where dossier_id = any($1::uuid[])`, [ids]);
    await client.query('delete from dossier where id = any($1::uuid[])', [ids]);
    await client.query('commit');
    return ids.length;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
