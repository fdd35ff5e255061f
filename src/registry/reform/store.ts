import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../platform/database.ts';
import { isId, newId } from '../../platform/ids.ts';
import { today } from '../agencies.ts';
import type { BadLine } from './apply.ts';
import { error } from './errors.ts';
import type { ReformRow } from './lines.ts';
import type { ReformReport } from './report.ts';

export type ReformState = 'scheduled' | 'applied' | 'cancelled' | 'failed';

export interface Reform {
  readonly id: string;
  /** Of the file. */
  readonly name: string;
  /** First day of the new order, `yyyy-mm-dd`, Vietnam. */
  readonly at: string;
  readonly state: ReformState;
  /** What it changed, or would; of a failed one the bad lines. */
  readonly report: ReformReport | { readonly bad: readonly BadLine[] };
  readonly actor: string;
  readonly why: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

const columns = sql`id, name, at::text as at, state, report, actor, why, created_at::text as "createdAt",
  ended_at::text as "endedAt"`;

type Row = { -readonly [K in keyof Reform]: Reform[K] };

export async function insertReform(
  tx: Tx,
  reform: Pick<Reform, 'name' | 'at' | 'state' | 'report' | 'actor' | 'why'> & { readonly rows: readonly ReformRow[] },
): Promise<string> {
  const id = newId();
  const { name, at, state, report, actor, why, rows } = reform;
  await tx.execute(sql`
    insert into reform (id, name, at, state, lines, report, actor, why, ended_at)
    values (${id}, ${name}, ${at}::date, ${state}, ${JSON.stringify(rows)}::jsonb, ${JSON.stringify(report)}::jsonb,
      ${actor}, ${why}, case when ${state} = 'applied' then now() end)`);
  return id;
}

/** The oldest one whose day has come, for this transaction alone; null when there is none. */
export async function takeDueReform(tx: Tx): Promise<(Reform & { readonly rows: readonly ReformRow[] }) | null> {
  const { rows } = await tx.execute<Row & { rows: ReformRow[] }>(sql`
    select ${columns}, lines as rows from reform where state = 'scheduled' and at <= ${today}
    order by at, id limit 1 for update skip locked`);
  return rows[0] ?? null;
}

export async function endReform(
  tx: Tx,
  id: string,
  state: Exclude<ReformState, 'scheduled'>,
  report?: Reform['report'],
): Promise<void> {
  await tx.execute(sql`
    update reform set state = ${state}, ended_at = now(),
      report = coalesce(${report ? JSON.stringify(report) : null}::jsonb, report)
    where id = ${id} and state = 'scheduled'`);
}

/** Takes a reform back before its day. Throws REFORM_UNKNOWN, REFORM_ENDED. */
export async function cancelReform(tx: Tx, id: string): Promise<Reform> {
  const reform = await findReform(tx, id, true);
  if (reform.state !== 'scheduled') throw error('REFORM_ENDED', { id, state: reform.state });
  await endReform(tx, id, 'cancelled');
  return { ...reform, state: 'cancelled' };
}

/** Throws REFORM_UNKNOWN. */
export async function findReform(reader: Reader, id: string, lock = false): Promise<Reform> {
  const { rows } = isId(id)
    ? await reader.execute<Row>(sql`select ${columns} from reform where id = ${id} ${lock ? sql`for update` : sql``}`)
    : { rows: [] };
  if (!rows[0]) throw error('REFORM_UNKNOWN', { id: id.slice(0, 60) });
  return rows[0];
}

/** Newest first; a province has some dozens in a lifetime. */
export async function listReforms(reader: Reader): Promise<Reform[]> {
  const { rows } = await reader.execute<Row>(sql`select ${columns} from reform order by id desc limit 200`);
  return rows;
}
