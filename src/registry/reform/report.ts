import { sql } from 'drizzle-orm';
import type { Reader } from '../../platform/database.ts';
import { findAgencies, openToday } from '../agencies.ts';
import { receptions } from '../receptions.ts';
import type { Changes } from './plan.ts';

/** What an administrator must know of a reform before its day, and do after it. Lists name at most `LISTED` each. */
export interface ReformReport {
  readonly opened: number;
  readonly reopened: number;
  readonly closed: number;
  readonly merged: number;
  readonly split: number;
  readonly renamed: number;
  readonly recoded: number;
  readonly moved: number;
  readonly contacts: number;
  readonly channels: number;
  /** Systems that serve agencies which close, and whether they serve another one. */
  readonly systems: readonly { readonly name: string; readonly closing: number; readonly othersOpen: boolean }[];
  /** Certificates in force that name an agency which closes, or had another name or code. */
  readonly certificates: readonly { readonly code: string; readonly subject: string; readonly notAfter: string }[];
  /** Deliveries that wait for agencies of this reform today; counted up to `COUNTED`. */
  readonly inFlight: number;
  /** Agencies that nobody serves afterwards, and split ones whose mail is held until somebody chooses. */
  readonly unserved: readonly string[];
  readonly undecided: readonly string[];
  /** Open agencies whose contact point, parent or axis is closed or gone. */
  readonly dangling: readonly { readonly code: string; readonly refersBy: string; readonly to: string }[];
}

export const LISTED = 200;
export const COUNTED = 100_000;

/** Asked in the transaction that has written the changes, as if their day had come. */
export async function reportReform(reader: Reader, changes: Changes): Promise<ReformReport> {
  const closed = changes.closed.map((one) => one.id);
  const renewed = [...closed, ...[...changes.renamed, ...changes.recoded].map((one) => one.id)];
  return {
    opened: changes.opened.length,
    reopened: changes.reopened.length,
    closed: changes.closed.filter((one) => one.successors.length === 0).length,
    merged: changes.closed.filter((one) => one.successors.length === 1).length,
    split: changes.closed.filter((one) => one.successors.length > 1).length,
    renamed: changes.renamed.length,
    recoded: changes.recoded.length,
    moved: changes.moved.length,
    contacts: changes.contacts.length,
    channels: changes.channels.length,
    systems: await systemsOf(reader, closed),
    certificates: await certificatesOf(reader, renewed),
    inFlight: await waitingFor(reader, [...closed, ...changes.channels.map((one) => one.id)]),
    ...(await servedAfter(reader, changes)),
    dangling: await danglingOf(reader, closed),
  };
}

async function systemsOf(reader: Reader, closed: readonly string[]): Promise<ReformReport['systems']> {
  const { rows } = await reader.execute<{ name: string; closing: number; others: boolean }>(sql`
    select y.name, count(*)::int as closing, exists (
      select from system_agency o join agency a on a.id = o.agency_id
      where o.system_id = y.id and (o.valid_to is null or now() < o.valid_to) and ${openToday('a')}) as others
    from system_agency l join system y on y.id = l.system_id and y.disabled_at is null
    where l.agency_id = any(${sql.param([...closed])}::uuid[]) and (l.valid_to is null or now() < l.valid_to)
    group by y.id, y.name order by y.name limit ${LISTED}`);
  return rows.map((row) => ({ name: row.name, closing: row.closing, othersOpen: row.others }));
}

async function certificatesOf(reader: Reader, agencyIds: readonly string[]): Promise<ReformReport['certificates']> {
  const { rows } = await reader.execute<{ code: string; subject: string; not_after: string }>(sql`
    select k.code, c.subject, to_char(c.not_after at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as not_after
    from certificate c join agency_code k on k.agency_id = c.agency_id and k.is_current
    where c.agency_id = any(${sql.param([...agencyIds])}::uuid[]) and c.revoked_at is null and c.not_after > now()
    order by k.code, c.not_after limit ${LISTED}`);
  return rows.map((row) => ({ code: row.code, subject: row.subject, notAfter: row.not_after }));
}

/** Read from delivery's tables, which this room never writes: what waits to be pushed, and what waits to be fetched. */
async function waitingFor(reader: Reader, agencyIds: readonly string[]): Promise<number> {
  const ids = sql.param([...agencyIds]);
  const { rows } = await reader.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select 1 from lane l join dispatch d on d.lane_id = l.id and d.state <> 'sending'
      where l.key = any(array(select 'agency:' || id from unnest(${ids}::uuid[]) as wanted(id)))
      union all
      select 1 from delivery d where d.handover_id = any(${ids}::uuid[]) and d.state in ('available', 'dead')
        and d.id = d.lead_id
      limit ${COUNTED}) waiting`);
  return rows[0]?.n ?? 0;
}

/** Everybody whose reception the file may have changed, and those for whom a closed agency received. */
async function servedAfter(reader: Reader, changes: Changes): Promise<Pick<ReformReport, 'unserved' | 'undecided'>> {
  const { opened, reopened, closed, moved, contacts, channels } = changes;
  const named = [...opened, ...reopened, ...closed, ...moved, ...contacts, ...channels].map((one) => one.id);
  const { rows } = await reader.execute<{ id: string }>(sql`
    select a.id from agency a join agency c on c.id = a.contact_point_id
    where c.id = any(${sql.param(closed.map((one) => one.id))}::uuid[]) and ${openToday('a')}`);
  const agencies = await findAgencies(reader, [...named, ...rows.map((row) => row.id)]);
  const after = await receptions(reader, [...agencies.values()]);
  const codesOf = (outcome: string) =>
    [...agencies.values()]
      .filter((agency) => after.get(agency.id)?.outcome === outcome)
      .map((agency) => agency.code)
      .sort()
      .slice(0, LISTED);
  return { unserved: codesOf('not-connected'), undecided: codesOf('undecided') };
}

async function danglingOf(reader: Reader, closed: readonly string[]): Promise<ReformReport['dangling']> {
  const ids = sql.param([...closed]);
  const { rows } = await reader.execute<{ code: string; by: string; to: string }>(sql`
    select k.code, way.name as by, to_k.code as to
    from agency a cross join lateral (values ('contact_point_code', a.contact_point_id), ('parent_code', a.parent_id))
      as way (name, id)
    join agency_code k on k.agency_id = a.id and k.is_current
    join agency_code to_k on to_k.agency_id = way.id and to_k.is_current
    where way.id = any(${ids}::uuid[]) and ${openToday('a')}
    union all
    select k.code, 'axis', a.axis from agency a join agency_code k on k.agency_id = a.id and k.is_current
    where a.axis is not null and not exists (select from axis x where x.name = a.axis) and ${openToday('a')}
    order by 1, 2 limit ${LISTED}`);
  return rows.map((row) => ({ code: row.code, refersBy: row.by, to: row.to }));
}
