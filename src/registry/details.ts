import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { findAgencies, openAgencies, resolveAgencies } from './agencies.ts';
import { type Fallback, fallbackOf } from './fallbacks.ts';
import type { Agency, AgencyCode, Reception } from './model.ts';
import { receptions } from './receptions.ts';

/** Everything that the directory says of one agency. */
export interface AgencyDetails {
  readonly agency: Agency;
  /** Whether its validity is open today in Vietnam. */
  readonly open: boolean;
  /** The current one first. */
  readonly codes: readonly AgencyCode[];
  readonly parent: Agency | null;
  readonly contactPoint: Agency | null;
  readonly successors: readonly { readonly agency: Agency; readonly from: string }[];
  /** Where mail to it goes today. */
  readonly reception: Reception;
  /** Where what it does not take goes as well. */
  readonly fallback: Fallback | null;
  /** Names of the live systems that act for it. */
  readonly systems: readonly string[];
}

/** What one agency is, by any of its codes; null when the code names nobody. */
export async function agencyDetails(reader: Reader, code: string): Promise<AgencyDetails | null> {
  const agency = (await resolveAgencies(reader, [code])).get(code);
  if (!agency) return null;
  const codes = await reader.execute<{ [K in keyof AgencyCode]: AgencyCode[K] }>(sql`
    select code, scheme, is_current as "isCurrent", valid_from::text as "validFrom", valid_to::text as "validTo"
    from agency_code where agency_id = ${agency.id} order by is_current desc, code`);
  const successors = await reader.execute<{ id: string; from: string }>(sql`
    select successor_id as id, from_date::text as "from" from agency_successor
    where agency_id = ${agency.id} order by from_date, successor_id`);
  const systems = await reader.execute<{ name: string }>(sql`
    select y.name from system_agency l join system y on y.id = l.system_id
    where l.agency_id = ${agency.id} and y.disabled_at is null
      and l.valid_from <= now() and (l.valid_to is null or now() < l.valid_to) order by y.name`);
  const related = [agency.parentId, agency.contactPointId, ...successors.rows.map((row) => row.id)];
  const others = await findAgencies(
    reader,
    related.filter((id) => id !== null),
  );
  return {
    agency,
    open: (await openAgencies(reader, [agency.id])).has(agency.id),
    codes: codes.rows,
    parent: others.get(agency.parentId ?? '') ?? null,
    contactPoint: others.get(agency.contactPointId ?? '') ?? null,
    successors: successors.rows.flatMap((row) => {
      const successor = others.get(row.id);
      return successor ? [{ agency: successor, from: row.from }] : [];
    }),
    reception: (await receptions(reader, [agency])).get(agency.id) ?? { outcome: 'not-connected' },
    fallback: await fallbackOf(reader, agency.id),
    systems: systems.rows.map((row) => row.name),
  };
}
