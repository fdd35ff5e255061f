import { type SQL, sql } from 'drizzle-orm';
import { SETTLED } from '../delivery/index.ts';
import type { Reader } from '../platform/database.ts';
import { lowestIdAt } from '../platform/ids.ts';
import type { RetentionRule } from './rules.ts';

const DAY_MS = 86_400_000;
/** No calendar month is shorter: for a bound that prunes partitions and leaves out nothing. */
const SHORTEST_MONTH_DAYS = 28;

/** Whether a document is under a hold that stands, or frozen by its recall. `id` is the expression that names it. */
export const isHeld = (id: SQL): SQL =>
  sql`(exists (select from hold h where h.document_id = ${id} and h.lifted_at is null)
    or exists (select from document f where f.id = ${id} and f.frozen_at is not null))`;

/** Whether a delivery of it may still be moved: its bytes are needed. */
export const isOpen = (id: SQL): SQL =>
  sql`exists (select from delivery v where v.document_id = ${id} and v.state <> all(${settled}))`;

export const settled = sql.raw(`array[${SETTLED.map((state) => `'${state}'`).join(', ')}]`);

export const isArchived = (id: SQL): SQL => sql`exists (select from archived a where a.document_id = ${id})`;

/** What the rules for bytes would take, and what they leave because of a hold, an open delivery, or no archive. */
export interface ContentDue extends Record<string, unknown> {
  readonly class: 'content' | 'status';
  readonly type_name: string;
  readonly keep_months: number;
  readonly removable: number;
  readonly bytes: number;
  readonly held: number;
  readonly open: number;
  readonly unexported: number;
  readonly oldest: Date | null;
  readonly newest: Date | null;
}

/** Counts, by rule, the documents whose bytes have outlived their class. */
export async function countContentDue(reader: Reader, rules: readonly RetentionRule[]): Promise<ContentDue[]> {
  const free = sql`not held and not open and not unexported`;
  const { rows } = await reader.execute<ContentDue>(sql`
    select class, type_name, min(keep_months)::int as keep_months,
      count(*) filter (where ${free})::int as removable,
      coalesce(sum(size) filter (where ${free}), 0)::float8 as bytes,
      count(*) filter (where held)::int as held,
      count(*) filter (where open and not held)::int as open,
      count(*) filter (where unexported and not held and not open)::int as unexported,
      min(accepted_at) filter (where ${free}) as oldest, max(accepted_at) filter (where ${free}) as newest
    from (${candidates(rules, sql`true`)}) as due group by class, type_name order by class, type_name`);
  return rows.map((row) => ({
    ...row,
    oldest: row.oldest && new Date(row.oldest),
    newest: row.newest && new Date(row.newest),
  }));
}

export interface Expired extends Record<string, unknown> {
  readonly id: string;
  readonly submission_id: string;
  readonly size: number;
  readonly class: 'content' | 'status';
  readonly type_name: string;
  readonly keep_months: number;
}

/** The next documents whose bytes may go, by id; `among` asks only for these. */
export async function nextContentDue(
  reader: Reader,
  rules: readonly RetentionRule[],
  page: { readonly after?: string; readonly among?: readonly string[]; readonly limit: number },
): Promise<Expired[]> {
  const after = page.after === undefined ? sql`true` : sql`d.id > ${page.after}`;
  const among = page.among === undefined ? sql`true` : sql`d.id = any(${sql.param([...page.among])}::uuid[])`;
  const { rows } = await reader.execute<Expired>(sql`
    select id, submission_id, size::float8 as size, class, type_name, keep_months
    from (${candidates(rules, sql`${after} and ${among}`)}) as due
    where not held and not open and not unexported order by id limit ${page.limit}`);
  return rows;
}

/** Documents with bytes that are older than their class by PostgreSQL's clock, and what keeps each of them. */
function candidates(rules: readonly RetentionRule[], where: SQL): SQL {
  const shortest = Math.min(...rules.map((rule) => rule.keepMonths));
  const ceiling = lowestIdAt(Date.now() - (shortest * SHORTEST_MONTH_DAYS - 1) * DAY_MS);
  const id = sql`d.id`;
  return sql`
    select d.id, d.submission_id, d.accepted_at, s.size, rule.class, rule.type_name, rule.keep_months,
      ${isHeld(id)} as held, ${isOpen(id)} as open, not rule.unexported and not ${isArchived(id)} as unexported
    from document d join submission s on s.id = d.submission_id and s.has_bytes
    cross join lateral (
      select r.class, r.type_name, r.keep_months, r.unexported from retention_rule r
      where r.class = case d.kind when 'status' then 'status' else 'content' end
        and r.type_name in ('', coalesce(d.type_name, ''))
      order by r.type_name desc limit 1) as rule
    where d.id < ${ceiling} and d.accepted_at < now() - make_interval(months => rule.keep_months) and ${where}`;
}
