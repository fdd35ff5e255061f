import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { BUCKETS_A_DOUBLING } from './counts.ts';
import { boardError } from './errors.ts';
import { COUNTED } from './figures.ts';
import type { Period } from './periods.ts';
import { PORTAL_OUTCOME } from './portal.ts';

/** Days of agencies that one transaction counts. */
const AT_ONCE = 200;
/** One process counts at a time: of two, the one that read earlier could write later. */
const ADVISORY_LOCK = 7305855;

/**
 * Counts again every agency's day in which something has changed, and its month, quarter and year. A day is always counted
 * whole, so that a round that was lost, or done twice, changes nothing. Another process's round is left to it.
 */
export async function addUp(db: Db): Promise<void> {
  while (await db.transaction(addSome));
}

/** @returns whether there may be more */
async function addSome(tx: Tx): Promise<boolean> {
  const { rows: locks } = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${ADVISORY_LOCK}) as mine`,
  );
  if (!locks[0]!.mine) return false;
  await markOverdue(tx);
  const { rows } = await tx.execute<{ agencyId: string; day: string }>(sql`
    with taken as (select agency_id, day from board_due group by agency_id, day limit ${AT_ONCE}),
      gone as (delete from board_due d using taken t where d.agency_id = t.agency_id and d.day = t.day)
    select agency_id as "agencyId", day::text from taken`);
  if (rows.length === 0) return false;
  const days = JSON.stringify(rows);
  const taken = sql`select * from jsonb_to_recordset(${days}::jsonb) as r("agencyId" uuid, day date)`;
  await countDays(tx, taken, sql`select agency_id, day, day from days`);
  return rows.length === AT_ONCE;
}

/** What has become overdue since the last round counts as open from now on. */
async function markOverdue(tx: Tx): Promise<void> {
  await tx.execute(sql`
    with moved as (
      update board_overdue as now_until set until = now() from board_overdue as before returning before.until as since
    )
    insert into board_due
    select distinct agency_id, ((due_at - interval '1 second') at time zone 'Asia/Ho_Chi_Minh')::date
    from duty, moved where due_at > moved.since and due_at <= now()`);
}

/**
 * Counts all days of a period anew from the facts.
 * @throws BOARD_FACTS_GONE where retention may have taken documents of that time, and with them their facts
 */
export async function recount(tx: Tx, period: Period): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
  const { rows } = await tx.execute<{ gone: boolean }>(sql`
    select exists (select from retention_rule where class = 'metadata'
      and ${period.from}::date < (now() - make_interval(months => keep_months))::date) as gone`);
  if (rows[0]!.gone) throw boardError('BOARD_FACTS_GONE', { period: period.name });
  await countDays(
    tx,
    sql`select agency_id, day from board_fact where day between ${period.from}::date and ${period.to}::date
      union select agency_id, day from board_day where day between ${period.from}::date and ${period.to}::date`,
    sql`select agency_id, min(day), max(day) from days group by 1`,
  );
}

/** Arrivals are counted by how long they took. */
const BY_OUTCOME = COUNTED.filter((figure) => figure !== 'arrival');

/**
 * `days` gives agency and day. Each agency's facts are read once for all days from `first` to `last` of one of `spans`:
 * looking for a day in the facts costs a descent in the index of every month.
 */
async function countDays(tx: Tx, days: SQL, spans: SQL): Promise<void> {
  await tx.execute(sql`
    with days (agency_id, day) as materialized (${days}),
    spans (agency_id, first, last) as materialized (${spans}),
    found as materialized (
      select s.agency_id, named.day, jsonb_object_agg(name, n) as counts from spans s, lateral (
        select day, figure || '.' || outcome as name, count(*) as n from board_fact f
        where f.agency_id = s.agency_id and f.figure = any(${sql.param(BY_OUTCOME)}::text[]) and f.day between first and last
        group by 1, 2
        union all
        select day, figure || '.seconds', sum(seconds) from board_fact f
        where f.agency_id = s.agency_id and f.figure = any(${sql.param(BY_OUTCOME)}::text[]) and f.day between first and last
          and outcome in ('kept', 'late')
        group by 1, 2
        union all
        select day, 'arrival.' || outcome || '.' || floor(${BUCKETS_A_DOUBLING} * ln(greatest(seconds, 1)) / ln(2)), count(*)
        from board_fact f where f.agency_id = s.agency_id and f.figure = 'arrival' and f.day between first and last
        group by 1, 2
        union all
        select issued_on, case when paper then 'issued.paper' else 'issued.electronic' end, count(*) from outgoing_entry e
        where e.agency_id = s.agency_id and e.issued_on between first and last and e.note is distinct from 'cancelled'
        group by 1, 2
        union all
        select day, 'portal.' || ${PORTAL_OUTCOME}, count(*) from publication p
        where p.agency_id = s.agency_id and p.day between first and last and ${PORTAL_OUTCOME} is not null
        group by 1, 2
        union all
        select due.day, kind || '.open', count(*) from duty o,
          lateral (select ((o.due_at - interval '1 second') at time zone 'Asia/Ho_Chi_Minh')::date as day) as due
        where o.agency_id = s.agency_id and o.due_at <= now() and o.due_at > first - interval '1 day'
          and due.day between first and last
        group by 1, 2
      ) as named (day, name, n)
      group by 1, 2
    )
    insert into board_day (agency_id, day, counts)
    select agency_id, day, coalesce(counts, '{}') from days left join found using (agency_id, day)
    on conflict (agency_id, day) do update set counts = excluded.counts`);
  await sumPeriods(tx, days);
}

/** A month is the sum of its days, a quarter and a year of their months. */
async function sumPeriods(tx: Tx, days: SQL): Promise<void> {
  await tx.execute(sql`
    with months as materialized (
      select distinct agency_id, date_trunc('month', day)::date as month from (${days}) as d (agency_id, day)
    )
    insert into board_period (period, agency_id, counts)
    select to_char(month, 'YYYY-MM'), m.agency_id, ${summed(sql`select counts from board_day b
      where b.agency_id = m.agency_id and b.day >= m.month and b.day < m.month + interval '1 month'`)}
    from months m
    on conflict (period, agency_id) do update set counts = excluded.counts`);
  await tx.execute(sql`
    with longer as materialized (
      select distinct agency_id, to_char(date_trunc(unit, day), case unit when 'year' then 'YYYY' else 'YYYY-"Q"Q' end) as period,
        to_char(date_trunc(unit, day), 'YYYY-MM') as first,
        to_char(date_trunc(unit, day) + length - interval '1 day', 'YYYY-MM') as last
      from (${days}) as d (agency_id, day),
        (values ('quarter', interval '3 months'), ('year', interval '1 year')) as units (unit, length)
    )
    insert into board_period (period, agency_id, counts)
    select l.period, l.agency_id, ${summed(sql`select counts from board_period b
      where b.agency_id = l.agency_id and b.period between l.first and l.last and b.period ~ '^[0-9]{4}-[0-9]'`)}
    from longer l
    on conflict (period, agency_id) do update set counts = excluded.counts`);
}

function summed(each: SQL): SQL {
  return sql`(select coalesce(jsonb_object_agg(key, n), '{}') from (
    select key, sum(value::bigint) as n from (${each}) as e, jsonb_each_text(e.counts) group by key) as sums)`;
}
