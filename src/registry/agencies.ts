import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { normaliseCode } from './codes.ts';
import type { Agency } from './model.ts';

/** Today's date in Vietnam by PostgreSQL's clock: validity, successors and code aliases are decided by it. */
export const today = sql`(now() at time zone 'Asia/Ho_Chi_Minh')::date`;

/** Whether a half-open validity holds today. `alias` is the table's alias in the query. */
export function openToday(alias: 'a' | 'c'): SQL {
  const from = sql.raw(`${alias}.valid_from`);
  const to = sql.raw(`${alias}.valid_to`);
  return sql`((${from} is null or ${from} <= ${today}) and (${to} is null or ${today} < ${to}))`;
}

/**
 * Whether a row of `agency_successor` names today's heir: the one that was chosen, else the only successor. It takes the
 * mail and sees the past of the closed agency; the others of a split see what was handed to them. `alias` is the row's.
 */
export function inherits(alias: 's'): SQL {
  const row = sql.raw(alias);
  return sql`(${row}.from_date <= ${today} and (${row}.is_heir or not exists (
    select from agency_successor other where other.agency_id = ${row}.agency_id
      and other.successor_id <> ${row}.successor_id and other.from_date <= ${today})))`;
}

/** The columns of an `Agency`, from `agency a`; every agency has exactly one current code. */
export const agencyColumns = sql`a.id, a.name, a.level, a.parent_id as "parentId",
  a.contact_point_id as "contactPointId", a.valid_from::text as "validFrom", a.valid_to::text as "validTo",
  a.axis, a.signature_policy as "signaturePolicy", a.pdf_policy as "pdfPolicy",
  a.pdf_regulation as "pdfRegulation", a.contact,
  (select k.code from agency_code k where k.agency_id = a.id and k.is_current) as code`;

/** A row of `agencyColumns`; a type, not an interface, because the driver's rows need an index signature. */
export type AgencyFields = { -readonly [K in keyof Agency]: Agency[K] };

export function toAgency(row: AgencyFields): Agency {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    level: row.level,
    parentId: row.parentId,
    contactPointId: row.contactPointId,
    validFrom: row.validFrom,
    validTo: row.validTo,
    axis: row.axis,
    signaturePolicy: row.signaturePolicy,
    pdfPolicy: row.pdfPolicy,
    pdfRegulation: row.pdfRegulation,
    contact: row.contact,
  };
}

/**
 * The agencies that these codes name today, in any form and any letter case; the map's keys are the codes as given, and
 * a code that names nobody is absent. A code that passed from one agency to another names the one whose validity of
 * the code is open today in Vietnam, then the latest. Closed agencies resolve too: `receptions` says what follows.
 */
export async function resolveAgencies(reader: Reader, codes: readonly string[]): Promise<Map<string, Agency>> {
  // No text of PostgreSQL holds a NUL, so no code does.
  const wanted = [...new Set(codes.map(normaliseCode))].filter((code) => !code.includes('\0'));
  if (wanted.length === 0) return new Map();
  const { rows } = await reader.execute<AgencyFields & { asked: string }>(sql`
    select distinct on (c.code) c.code as asked, ${agencyColumns}
    from agency_code c join agency a on a.id = c.agency_id
    where c.code = any(${sql.param(wanted)}::text[])
    order by c.code, ${openToday('c')} desc, c.valid_from desc nulls last, c.is_current desc, a.id desc`);
  const found = new Map(rows.map((row) => [row.asked, toAgency(row)]));
  const answer = new Map<string, Agency>();
  for (const code of codes) {
    const agency = found.get(normaliseCode(code));
    if (agency) answer.set(code, agency);
  }
  return answer;
}

export async function findAgencies(reader: Reader, ids: readonly string[]): Promise<Map<string, Agency>> {
  if (ids.length === 0) return new Map();
  const { rows } = await reader.execute<AgencyFields>(
    sql`select ${agencyColumns} from agency a where a.id = any(${sql.param([...new Set(ids)])}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, toAgency(row)]));
}

/** Those of the agencies whose validity is open today in Vietnam: only they may send. */
export async function openAgencies(reader: Reader, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await reader.execute<{ id: string }>(
    sql`select a.id from agency a where a.id = any(${sql.param([...ids])}::uuid[]) and ${openToday('a')}`,
  );
  return new Set(rows.map((row) => row.id));
}
