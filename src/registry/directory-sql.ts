import { type SQL, sql } from 'drizzle-orm';
import type { AxisUnit } from '../../adapters/contract.ts';
import { today } from './agencies.ts';
import { normaliseCode } from './codes.ts';

/** The set-based half of taking over an axis's directory. Statements run in the order in which they stand here. */
export const createUnits = sql`
  create temp table unit (
    line integer not null, unit_id text not null, parent_unit text, code text not null, other_codes text[] not null,
    name text not null, mail text, closed boolean not null
  ) on commit drop`;

export function stageUnits(units: readonly AxisUnit[], firstLine: number): SQL {
  const all = <T>(pick: (unit: AxisUnit, index: number) => T) => sql.param(units.map(pick));
  return sql`
    insert into unit
    select line, unit_id, parent_unit, code, string_to_array(others, ' '), name, mail, closed
    from unnest(${all((_, index) => firstLine + index)}::integer[], ${all((one) => one.id)}::text[],
      ${all((one) => one.parentId)}::text[], ${all((one) => normaliseCode(one.code))}::text[],
      ${all((one) => one.otherCodes.map(normaliseCode).join(' '))}::text[], ${all((one) => one.name)}::text[],
      ${all((one) => one.mail)}::text[], ${all((one) => one.closed)}::boolean[])
      as given (line, unit_id, parent_unit, code, others, name, mail, closed)`;
}

/** Which agency each unit means: as last time, else by any of its codes, one open today before others. */
export const matchUnits = (axis: string) => sql`
  create index on unit (unit_id);
  analyze unit;
  create temp table unit_agency on commit drop as
  select distinct on (u.line) u.line, a.id as agency_id, a.axis is not distinct from ${axisText(axis)} as is_ours,
    coalesce(a.axis, '') as axis, a.name, a.contact ->> 'email' as mail, a.valid_to,
    k.unit_id is not null as is_known, k.name as known_name, k.mail as known_mail, k.closed as known_closed,
    (k.code, k.other_codes, k.name, k.mail, k.parent_unit, k.closed)
      is not distinct from (u.code, u.other_codes, u.name, u.mail, u.parent_unit, u.closed) as is_same
  from unit u
  left join axis_unit k on k.axis = ${axisText(axis)} and k.unit_id = u.unit_id
  cross join lateral (
    select c.agency_id from agency_code c where k.agency_id is null and c.code = any(u.code || u.other_codes)
    union all select k.agency_id where k.agency_id is not null
  ) means
  join agency a on a.id = means.agency_id
  order by u.line, (a.valid_to is null or a.valid_to > ${today}) desc, a.id;
  create unique index on unit_agency (line);
  analyze unit_agency;`;

/** Several statements in one call take no parameters, so the name stands in the text; it has letters and digits only. */
function axisText(axis: string): SQL {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(axis)) throw new Error(`no name of an axis: ${axis}`);
  return sql.raw(`'${axis}'::text`);
}

/** Units whose codes are those of an agency of this hub, or of another axis: never taken over. */
export const conflicts = sql`
  select u.code, u.name, m.axis from unit u join unit_agency m on m.line = u.line where not m.is_ours order by u.line`;

/** What has to be written: new units and changed ones. A field that differs from what was taken over last stays. */
export const changes = (axis: string) => sql`
  select u.line, u.code, array_to_string(u.other_codes, ' ') as others, u.closed,
    coalesce(m.is_known and m.name is distinct from m.known_name, false) as name_kept,
    case when coalesce(m.is_known and m.name is distinct from m.known_name, false) then m.name else u.name end as name,
    case when m.is_known and m.mail is distinct from m.known_mail then null else coalesce(u.mail, '') end as mail,
    m.is_known and (m.valid_to is not null) is distinct from m.known_closed as closing_kept,
    m.agency_id is null as is_new, m.valid_to::text as valid_to,
    coalesce(p.code, (select c.code from axis_unit k join agency_code c on c.agency_id = k.agency_id and c.is_current
      where k.axis = ${axis} and k.unit_id = u.parent_unit)) as parent_code
  from unit u
  left join unit_agency m on m.line = u.line
  left join unit p on p.unit_id = u.parent_unit and p.line <> u.line
  where m.line is null or (m.is_ours and not m.is_same)
  order by u.line`;

/** Remembers what was taken over, for the next time. */
export const rememberUnits = (axis: string) => sql`
  insert into axis_unit as k (axis, unit_id, agency_id, code, other_codes, name, mail, parent_unit, closed)
  select distinct on (u.unit_id) ${axis}, u.unit_id, a.id, u.code, u.other_codes, u.name, u.mail, u.parent_unit, u.closed
  from unit u
  left join unit_agency m on m.line = u.line
  join agency_code c on c.code = u.code
  join agency a on a.id = c.agency_id and a.axis = ${axis}
  where m.line is null or (m.is_ours and not m.is_same)
  order by u.unit_id, u.line desc
  on conflict (axis, unit_id) do update set agency_id = excluded.agency_id, code = excluded.code,
    other_codes = excluded.other_codes, name = excluded.name, mail = excluded.mail, parent_unit = excluded.parent_unit,
    closed = excluded.closed`;

/** Open units of the last time that a whole list no longer has. */
export const countMissing = (axis: string) => sql`
  select count(*) filter (where u.unit_id is null)::int as missing, count(*)::int as known
  from axis_unit k left join unit u on u.unit_id = k.unit_id where k.axis = ${axis} and not k.closed`;

/** A unit that a whole list no longer has is closed from today on, unless somebody has decided otherwise here. */
export const closeMissing = (axis: string) => sql`
  with gone as (
    update axis_unit k set closed = true
    where k.axis = ${axis} and not k.closed and not exists (select from unit u where u.unit_id = k.unit_id)
    returning k.agency_id
  )
  update agency a set valid_to = ${today}, updated_at = now() from gone
  where a.id = gone.agency_id and a.valid_to is null`;

export const finishSync = (axis: string, version: number | null) => sql`
  update axis set directory_at = now(), directory_version = greatest(directory_version, ${version}::bigint)
  where name = ${axis}`;
