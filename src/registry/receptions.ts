import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { type AgencyFields, agencyColumns, inherits, openToday, toAgency, today } from './agencies.ts';
import type { Agency, Channel, Reception } from './model.ts';
import { decideReception, type Place } from './rules.ts';

type PlaceRow = AgencyFields & {
  closedSince: string | null;
  kind: 'pull' | 'webhook' | 'connection' | null;
  connection: string | null;
  address: string | null;
  url: string | null;
  cap: number | null;
  rate: number | null;
  maxBytes: number | null;
  served: boolean;
  successorIds: string[];
  heirId: string | null;
};

/**
 * How each of these agencies receives today, by agency id. One query reads every agency that matters (parents, contact
 * points, successors, repeated until nothing new: `union` also ends rings); `rules.ts` decides.
 */
export async function receptions(reader: Reader, agencies: readonly Agency[]): Promise<Map<string, Reception>> {
  if (agencies.length === 0) return new Map();
  const ids = [...new Set(agencies.map((agency) => agency.id))];
  const { rows } = await reader.execute<PlaceRow>(sql`
    with recursive reach (id) as (
      select unnest(${sql.param(ids)}::uuid[])
      union
      select next.id from reach join agency a on a.id = reach.id cross join lateral (
        select a.parent_id as id
        union all select a.contact_point_id
        union all select s.successor_id from agency_successor s
          where s.agency_id = a.id and a.valid_to <= ${today} and s.from_date <= ${today}
      ) next where next.id is not null
    )
    select ${agencyColumns},
      (case when ${openToday('a')} then null when a.valid_to <= ${today} then a.valid_to else a.valid_from end)::text
        as "closedSince",
      c.kind, c.connection, c.address, c.url, c.cap, c.rate, c.max_bytes::float8 as "maxBytes",
      exists (select from system_agency l join system y on y.id = l.system_id
        where l.agency_id = a.id and l.valid_from <= now() and (l.valid_to is null or now() < l.valid_to)
          and y.disabled_at is null) as served,
      array(select s.successor_id::text from agency_successor s
        where s.agency_id = a.id and s.from_date <= ${today} order by s.from_date, s.successor_id) as "successorIds",
      (select s.successor_id from agency_successor s where s.agency_id = a.id and ${inherits('s')}) as "heirId"
    from reach join agency a on a.id = reach.id left join channel c on c.agency_id = a.id`);
  const places = new Map(rows.map((row) => [row.id, toPlace(row)]));
  return new Map(ids.map((id) => [id, decideReception(places, id)]));
}

function toPlace(row: PlaceRow): Place {
  return {
    agency: toAgency(row),
    closedSince: row.closedSince,
    channel: ownChannel(row),
    successorIds: row.successorIds,
    heirId: row.heirId,
  };
}

function ownChannel(row: PlaceRow): Channel | null {
  if (row.axis !== null) return { kind: 'axis', axis: row.axis };
  const limits = { maxBytes: row.maxBytes, cap: row.cap ?? 1, rate: row.rate };
  if (row.kind === 'webhook') return { kind: 'webhook', url: row.url ?? '', ...limits };
  if (row.kind === 'connection' && row.connection !== null) {
    return { kind: 'connection', connection: row.connection, address: row.address, ...limits };
  }
  return row.kind === 'pull' || row.served ? { kind: 'pull', maxBytes: row.maxBytes } : null;
}
