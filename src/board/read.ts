import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { addCounts, type Counts } from './counts.ts';
import { type Period, stateAt } from './periods.ts';
import { addShares, behind, overdue, type Shares, type Standing, shareOf, sharesOf } from './shares.ts';
import { type Tier, tierOf } from './tiers.ts';

/** One agency in a period. */
export interface BoardLine {
  readonly agencyId: string;
  readonly code: string;
  readonly name: string;
  readonly tier: Tier;
  readonly counts: Counts;
  readonly standing: Standing;
  readonly shares: Shares;
  readonly behind: number;
  readonly overdue: number;
}

export interface BoardQuery {
  readonly period: Period;
  /** Of these agencies; absent for all. */
  readonly agencyIds?: readonly string[];
  readonly tier?: Tier;
}

type Row = {
  readonly agencyId: string;
  readonly code: string;
  readonly name: string;
  readonly level: number;
  readonly counts: Counts | null;
  readonly connected: boolean;
  readonly certified: boolean;
  readonly persons: number;
  readonly leaders: number | null;
  readonly issued: number;
  readonly sent: number;
  readonly active: number;
  readonly accounts: number;
};

/**
 * The board's lines in the order of names: every agency of this hub that sends and receives, or has figures in the
 * period. One row an agency is read, besides the small tables of certificates, accounts and declarations.
 */
export async function readBoard(reader: Reader, query: BoardQuery): Promise<BoardLine[]> {
  const { period, agencyIds, tier } = query;
  const { rows: clock } = await reader.execute<{ now: string }>(sql`select now() as now`);
  const at = sql`${stateAt(period, new Date(clock[0]!.now)).toISOString()}::timestamptz`;
  const { rows } = await reader.execute<Row>(sql`
    with serving as (${servedAt(at)}), certified as (${certifiedAt(at)}), people as (${peopleAt(at, period)}),
    heads as (
      select distinct on (agency_id) agency_id, leaders from board_declaration
      where leaders is not null and month <= ${period.to}::date order by agency_id, month desc
    ), exchanged as (${exchangedIn(period)})
    select a.id as "agencyId", a.name, a.level, k.code, p.counts, serving.agency_id is not null as connected,
      coalesce(certified.own, false) as certified, coalesce(certified.persons, 0) as persons, heads.leaders,
      coalesce(exchanged.issued, 0) as issued, coalesce(exchanged.sent, 0) as sent,
      coalesce(people.active, 0) as active, coalesce(people.accounts, 0) as accounts
    from agency a
      join agency_code k on k.agency_id = a.id and k.is_current
      left join board_period p on p.agency_id = a.id and p.period = ${period.name}
      left join serving on serving.agency_id = a.id
      left join certified on certified.agency_id = a.id
      left join people on people.agency_id = a.id
      left join heads on heads.agency_id = a.id
      left join exchanged on exchanged.agency_id = a.id
    where a.axis is null and (serving.agency_id is not null or p.agency_id is not null)
      and ${agencyIds ? sql`a.id = any(${sql.param([...agencyIds])}::uuid[])` : sql`true`}
    order by a.name_plain, a.id`);
  return rows.map(toLine).filter((line) => tier === undefined || line.tier === tier);
}

/** Agencies that were open and had a system or the web pages to send and receive, or a contact point that had. */
function servedAt(at: SQL): SQL {
  return sql`
    with connected as (
      select s.agency_id from system_agency s
        join system y on y.id = s.system_id and (y.disabled_at is null or y.disabled_at > ${at})
      where s.valid_from <= ${at} and (s.valid_to is null or s.valid_to > ${at})
    ), reached as (
      select agency_id from connected
      union select a.id from agency a join connected c on c.agency_id = a.contact_point_id
    )
    select r.agency_id from reached r join agency o on o.id = r.agency_id,
      lateral (select (${at} at time zone 'Asia/Ho_Chi_Minh')::date as day) as that
    where (o.valid_from is null or o.valid_from <= day) and (o.valid_to is null or o.valid_to > day)`;
}

function certifiedAt(at: SQL): SQL {
  return sql`
    select agency_id, bool_or(person is null) as own, count(distinct person)::int as persons from certificate
    where added_at <= ${at} and not_before <= ${at} and not_after > ${at} and (revoked_at is null or revoked_at > ${at})
    group by agency_id`;
}

function peopleAt(at: SQL, { from, to }: Period): SQL {
  return sql`
    select w.agency_id, count(*)::int as accounts, (count(*) filter (where exists (select from account_month m
      where m.account_id = c.id and m.month between ${from}::date and ${to}::date)))::int as active
    from account c join account_agency w on w.account_id = c.id
    where c.role = 'clerk' and c.created_at <= ${at} and (c.disabled_at is null or c.disabled_at > ${at})
    group by w.agency_id`;
}

/**
 * By months: as declared; where nothing is, by the outgoing book, if the agency enters its paper documents there in that
 * year. Other months, and those with a declaration that cannot be true, are in neither part of the share.
 */
function exchangedIn({ from, to, months }: Period): SQL {
  const count = (name: string) => sql`coalesce((m.counts->>${name})::int, 0)`;
  return sql`
    select agency_id, sum(issued)::int as issued, sum(sent)::int as sent from (
      select d.agency_id, d.issued, s.sent
      from board_declaration d
        left join board_period m on m.agency_id = d.agency_id and m.period = to_char(d.month, 'YYYY-MM'),
        lateral (select coalesce(sum(value::int), 0) as sent from jsonb_each_text(coalesce(m.counts, '{}'))
          where key like 'sent.%') s
      where d.month between ${from}::date and ${to}::date and d.issued >= s.sent
      union all
      select m.agency_id, ${count('issued.electronic')} + ${count('issued.paper')}, ${count('issued.electronic')}
      from board_period m
        join board_period y on y.agency_id = m.agency_id and y.period = left(m.period, 4) and y.counts ? 'issued.paper'
      where m.period = any(${sql.param([...months])}::text[]) and not exists (select from board_declaration d
        where d.agency_id = m.agency_id and d.month = (m.period || '-01')::date and d.issued is not null)
    ) as known group by agency_id`;
}

function toLine(row: Row): BoardLine {
  const counts = row.counts ?? {};
  const standing = {
    electronic: shareOf(row.sent, row.issued),
    agencyCertificates: row.connected ? shareOf(row.certified ? 1 : 0, 1) : shareOf(0, 0),
    leaderCertificates:
      row.leaders !== null && row.leaders >= row.persons ? shareOf(row.persons, row.leaders) : shareOf(0, 0),
    users: shareOf(row.active, row.accounts),
  };
  return {
    agencyId: row.agencyId,
    code: row.code,
    name: row.name,
    tier: tierOf(row),
    counts,
    standing,
    shares: sharesOf(counts, standing),
    behind: behind(counts),
    overdue: overdue(counts),
  };
}

/** Agencies together: parts and wholes are added, so that those without a figure are in neither. */
export function sumLines(lines: readonly BoardLine[]): Pick<BoardLine, 'counts' | 'shares' | 'behind' | 'overdue'> {
  const counts = addCounts(lines.map((line) => line.counts));
  const sum = (of: (standing: Standing) => Standing[keyof Standing]) =>
    addShares(lines.map((line) => of(line.standing)));
  const standing = {
    electronic: sum((one) => one.electronic),
    agencyCertificates: sum((one) => one.agencyCertificates),
    leaderCertificates: sum((one) => one.leaderCertificates),
    users: sum((one) => one.users),
  };
  return { counts, shares: sharesOf(counts, standing), behind: behind(counts), overdue: overdue(counts) };
}

/** Those that lag behind, the most first. */
export function laggards(lines: readonly BoardLine[], most: number): BoardLine[] {
  return lines
    .filter((line) => line.behind > 0)
    .sort((a, b) => b.behind - a.behind)
    .slice(0, most);
}

/** The counts of these agencies together in each of these periods, added up by PostgreSQL. */
export async function readHistory(
  reader: Reader,
  periods: readonly Period[],
  agencyIds: readonly string[],
): Promise<Map<string, Counts>> {
  const { rows } = await reader.execute<{ period: string; counts: Counts }>(sql`
    select period, jsonb_object_agg(key, n) as counts from (
      select period, key, sum(value::bigint) as n from board_period, jsonb_each_text(counts)
      where period = any(${sql.param(periods.map(({ name }) => name))}::text[])
        and agency_id = any(${sql.param([...agencyIds])}::uuid[]) and key not like 'arrival.%'
      group by period, key
    ) as summed group by period`);
  return new Map(rows.map(({ period, counts }) => [period, counts]));
}
