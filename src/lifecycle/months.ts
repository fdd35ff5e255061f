import type pg from 'pg';
import { SETTLED } from '../delivery/index.ts';
import type { RetentionClass } from './model.ts';
import type { RetentionRule } from './rules.ts';

/** Rows that one statement removes. */
const AT_ONCE = 5_000;
/** A month that others are using is left for the next run rather than making them wait. */
const LOCK_PATIENCE = '3s';

type MonthlyClass = Exclude<RetentionClass, 'content' | 'status' | 'dossiers'>;

/** A partitioned table, and which of its rows `t` stay however old they are. */
interface MonthlyTable {
  readonly table: string;
  readonly stays: (rule: RetentionRule) => string;
}

const document = (id: string) => `exists (select from document d where d.id = ${id})`;
const held = (id: string) => `(exists (select from hold h where h.document_id = ${id} and h.lifted_at is null)
  or exists (select from document f where f.id = ${id} and f.frozen_at is not null))`;
const settled = `array[${SETTLED.map((state) => `'${state}'`).join(', ')}]`;

/** In the order of removal: what belongs to a document follows it, so nothing is ever left half described. */
const TABLES: Readonly<Record<MonthlyClass, readonly MonthlyTable[]>> = {
  attempts: [
    {
      table: 'attempt',
      stays: () => `exists (select from delivery v where v.id = t.delivery_id
        and (v.state <> all(${settled}) or ${held('v.document_id')}))`,
    },
  ],
  metadata: [
    {
      table: 'document',
      stays: (rule) => `(${held('t.id')}
        or exists (select from submission s where s.id = t.submission_id and s.has_bytes)
        or exists (select from delivery v where v.document_id = t.id and v.state <> all(${settled}))
        ${rule.unexported ? '' : 'or not exists (select from archived a where a.document_id = t.id)'})`,
    },
    { table: 'document_search', stays: () => document('t.document_id') },
    { table: 'attachment', stays: () => document('t.document_id') },
    { table: 'delivery', stays: () => document('t.document_id') },
    { table: 'board_fact', stays: () => document('t.document_id') },
    { table: 'attempt', stays: () => 'exists (select from delivery v where v.id = t.delivery_id)' },
    {
      table: 'submission',
      stays: () => `case when t.document_id is null then t.has_bytes or t.state <> 'rejected'
        else ${document('t.document_id')} end`,
    },
  ],
  evidence: ['event', 'receipt'].map((table) => ({
    table,
    stays: () => `(${document('t.document_id')}
      or exists (select from submission s where s.id = t.submission_id))`,
  })),
};

/** Rows beside the partitions go with what they speak of. A test knows every table that names a document. */
export const LOOSE: readonly { readonly table: string; readonly key: string; readonly of: string }[] = [
  { table: 'submission_key', key: 'submission_id', of: 'submission' },
  { table: 'transport_id', key: 'submission_id', of: 'submission' },
  { table: 'offered_package', key: 'submission_id', of: 'submission' },
  { table: 'document_reference', key: 'document_id', of: 'document' },
  { table: 'document_reference', key: 'refers_to_id', of: 'document' },
  { table: 'predecessor', key: 'delivery_id', of: 'delivery' },
  { table: 'relay', key: 'delivery_id', of: 'delivery' },
  { table: 'forwarding', key: 'document_id', of: 'document' },
  { table: 'reminder', key: 'delivery_id', of: 'delivery' },
  { table: 'pull_failure', key: 'delivery_id', of: 'delivery' },
  { table: 'duty', key: 'delivery_id', of: 'delivery' },
  { table: 'fallback_mail', key: 'delivery_id', of: 'delivery' },
  { table: 'mail_code', key: 'delivery_id', of: 'delivery' },
  { table: 'owed_message', key: 'delivery_id', of: 'delivery' },
  { table: 'archived', key: 'document_id', of: 'document' },
  { table: 'hold', key: 'document_id', of: 'document' },
  { table: 'audit_look', key: 'document_id', of: 'document' },
  { table: 'dispatch', key: 'delivery_id', of: 'delivery' },
  { table: 'alert', key: 'document_id', of: 'document' },
  { table: 'draft', key: 'document_id', of: 'document' },
];

/**
 * What names documents and outlives them: books, whose numbers are never given again (NĐ 30/2020 Phụ lục IV mục VI); the
 * thread of a dossier, which tells how many it had and goes with the dossier (`dossiers.ts`); and what a portal's readers must
 * still be told was taken off (RFC 6721).
 */
export const KEPT: readonly string[] = [
  'register_entry',
  'outgoing_number',
  'dossier_document',
  'publication',
  'publication_document',
];

export interface MonthReport {
  readonly class: MonthlyClass | 'dossiers';
  readonly table: string;
  /** `2024-03`. */
  readonly month: string;
  readonly removable: number;
  readonly stays: number;
  /** The whole month went, with its table. */
  readonly dropped: boolean;
  /** Others were using it; the next run tries again. */
  readonly busy: boolean;
}

/** What a rule would take today, month by month; nothing is changed. What belongs to documents goes with them. */
export async function countMonths(client: pg.ClientBase, rule: RetentionRule): Promise<MonthReport[]> {
  const of = rule.class as MonthlyClass;
  const reports: MonthReport[] = [];
  for (const { table, stays } of TABLES[of]) {
    for (const { partition, month } of await monthsPast(client, table, rule.keepMonths)) {
      const { rows } = await client.query<{ removable: string; stays: string }>(
        `select count(*) filter (where not (${stays(rule)})) as removable,
           count(*) filter (where ${stays(rule)}) as stays from ${partition} t`,
      );
      const counts = { removable: Number(rows[0]!.removable), stays: Number(rows[0]!.stays) };
      if (counts.removable + counts.stays > 0) {
        reports.push({ class: of, table, month, ...counts, dropped: false, busy: false });
      }
    }
  }
  return reports;
}

/**
 * Removes what a rule lets go, month by month once its last day has passed the class: the month's table whole when
 * nothing in it stays, else row by row. As the owner of the tables.
 */
export async function removeMonths(
  client: pg.ClientBase,
  rule: RetentionRule,
  onMonth: (report: MonthReport) => void,
): Promise<MonthReport[]> {
  const of = rule.class as MonthlyClass;
  const reports: MonthReport[] = [];
  for (const { table, stays } of TABLES[of]) {
    for (const { partition, month } of await monthsPast(client, table, rule.keepMonths)) {
      const report = { class: of, table, month, ...(await removeMonth(client, partition, stays(rule))) };
      reports.push(report);
      onMonth(report);
    }
  }
  if (of === 'metadata') for (const loose of LOOSE) await removeLoose(client, loose, rule.keepMonths);
  return reports.filter((report) => report.dropped || report.busy || report.removable + report.stays > 0);
}

type Removed = Pick<MonthReport, 'removable' | 'stays' | 'dropped' | 'busy'>;

async function removeMonth(client: pg.ClientBase, partition: string, stays: string): Promise<Removed> {
  const something = await exists(client, partition, stays);
  if (!something) return dropMonth(client, partition, stays);
  let removable = 0;
  for (let gone = AT_ONCE; gone === AT_ONCE; removable += gone) {
    gone = await removeSome(client, partition, stays);
  }
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${partition}`);
  return { removable, stays: Number(rows[0]!.count), dropped: false, busy: false };
}

/** Locked first, asked again then: a hold that came meanwhile keeps its document. */
async function removeSome(client: pg.ClientBase, partition: string, stays: string): Promise<number> {
  await client.query('begin');
  try {
    const { rows } = await client.query<{ ctid: string }>(
      `select t.ctid::text from ${partition} t where not (${stays}) limit ${AT_ONCE} for update skip locked`,
    );
    const { rowCount } = await client.query(
      `delete from ${partition} t where t.ctid = any($1::tid[]) and not (${stays})`,
      [rows.map((row) => row.ctid)],
    );
    await client.query('commit');
    return rowCount ?? 0;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Asked again under a lock that lets others read and nobody write: neither hold nor delivery can slip in before it goes. */
async function dropMonth(client: pg.ClientBase, partition: string, stays: string): Promise<Removed> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = '${LOCK_PATIENCE}'`);
    await client.query(`lock table ${partition} in exclusive mode`);
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${partition}`);
    const dropped = !(await exists(client, partition, stays));
    if (dropped) await client.query(`drop table ${partition}`);
    await client.query('commit');
    const count = Number(rows[0]!.count);
    return { removable: dropped ? count : 0, stays: dropped ? 0 : count, dropped, busy: false };
  } catch (error) {
    await client.query('rollback');
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    return { removable: 0, stays: 0, dropped: false, busy: true };
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function exists(client: pg.ClientBase, partition: string, stays: string): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    `select exists (select from ${partition} t where ${stays}) as some`,
  );
  return rows[0]!.some;
}

/** Months whose last day is older than the class, oldest first. What lies outside every month is left alone. */
async function monthsPast(
  client: pg.ClientBase,
  table: string,
  keepMonths: number,
): Promise<{ partition: string; month: string }[]> {
  const { rows } = await client.query<{ partition: string; month: string }>(
    `select quote_ident(relname) as partition, to_char(month, 'YYYY-MM') as month
     from pg_inherits join pg_class on pg_class.oid = inhrelid,
       lateral (select to_date(right(relname, 6), 'YYYYMM') as month) as named
     where inhparent = $1::regclass and relname ~ '_[0-9]{6}$'
       and month + interval '1 month' <= (now() at time zone 'UTC') - make_interval(months => $2)
     order by month`,
    [table, keepMonths],
  );
  return rows;
}

/** UUIDv7 begin with their milliseconds, so a bound of time is a bound of ids. */
async function removeLoose(
  client: pg.ClientBase,
  { table, key, of }: (typeof LOOSE)[number],
  keepMonths: number,
): Promise<void> {
  await client.query(
    `delete from ${table} t where t.${key} < rpad(lpad(to_hex((extract(epoch from
         now() - make_interval(months => $1)) * 1000)::bigint), 12, '0'), 32, '0')::uuid
       and not exists (select from ${of} o where o.id = t.${key})`,
    [keepMonths],
  );
}
