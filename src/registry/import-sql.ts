import { sql } from 'drizzle-orm';
import { openToday } from './agencies.ts';

/**
 * The set-based half of an import: rows are staged in temporary tables, matched with the directory, and written by a
 * handful of statements whatever their number. Statements run in the order in which they stand here.
 */
export const createStaging = sql`
  create temp table staged (
    line integer primary key, id uuid not null, is_new boolean not null default true, name text not null,
    name_plain text not null, search tsvector not null, level smallint not null, valid_from date, valid_to date,
    axis text, policy text, pdf_policy text, pdf_regulation text, contact jsonb not null, given text[] not null,
    parent_id uuid, contact_point_id uuid
  ) on commit drop;
  create temp table staged_code (
    line integer not null, code text not null, scheme text not null, is_current boolean not null
  ) on commit drop;
  create temp table staged_ref (
    line integer not null, role text not null, code text not null, rank smallint not null, from_date date, target uuid
  ) on commit drop;
  create temp table touched (id uuid primary key) on commit drop;`;

/** Without statistics the planner takes the temporary tables for small ones and reads them once a row. */
export const analyseStaging = sql`analyze staged, staged_code, staged_ref;
  create index on staged_code (line); create index on staged_code (code);
  create index on staged_ref (line);`;

/** The agency of the directory that each line means, by any of its codes; the rule is that of `resolveAgencies`. */
export const createMatches = sql`
  create temp table matched on commit drop as
  select distinct on (s.line, s.code) s.line, s.code, c.agency_id as id
  from staged_code s join agency_code c on c.code = s.code
  order by s.line, s.code, ${openToday('c')} desc, c.valid_from desc nulls last, c.is_current desc, c.agency_id desc`;

/** Lines whose codes belong to several agencies. */
export const linesOfSeveral = sql`
  select line, string_agg(code, ', ' order by code) as codes from matched group by line
  having count(distinct id) > 1`;

export const adoptMatches = sql`
  update staged set id = m.id, is_new = false from (select distinct line, id from matched) m where m.line = staged.line`;

/** Lines that mean the agency of an earlier line. */
export const linesOfSameAgency = sql`
  select line, first from (select line, min(line) over (partition by id) as first from staged) s where line > first`;

/** A reference means a row of the file before anything that the directory holds. */
export const resolveReferences = sql`
  update staged_ref r set target = coalesce(
    (select s.id from staged_code k join staged s on s.line = k.line where k.code = r.code limit 1),
    (select c.agency_id from agency_code c where c.code = r.code
      order by ${openToday('c')} desc, c.valid_from desc nulls last, c.is_current desc, c.agency_id desc limit 1));
  create index on staged_ref (target);
  analyze staged_ref;`;

/** What a row says about another must be known; only the parents guessed from the code may be missing. */
export const linesOfUnknown = sql`
  select distinct on (line) line, role, code from staged_ref
  where target is null and role <> 'ancestor' order by line, role, rank`;

/** Lines whose successors lead back to their own agency, through this file or what the directory keeps. */
export const linesOfRings = sql`
  with recursive edge as (
    select s.line, s.id as agency_id, r.target as successor_id from staged_ref r join staged s on s.line = r.line
    where r.role = 'successor' and r.target is not null
    union all
    select null, x.agency_id, x.successor_id from agency_successor x where not exists (
      select from staged s where s.id = x.agency_id and 'successor_codes' = any(s.given))
  ), walk as (
    select line, successor_id as at from edge where line is not null
    union
    select w.line, e.successor_id from walk w join edge e on e.agency_id = w.at
  )
  select s.line from walk w join staged s on s.line = w.line where w.at = s.id`;

/** Takes lines out again, and what pointed at an agency that they would have made. */
export const dropLines = (lines: readonly number[]) => sql`
  with gone as (
    delete from staged where line = any(${sql.param([...lines])}::integer[]) returning line, id, is_new
  ), codes as (
    delete from staged_code k using gone where k.line = gone.line
  ), refs as (
    delete from staged_ref r using gone where r.line = gone.line
  )
  update staged_ref r set target = null from gone
  where r.target = gone.id and gone.is_new and r.line <> all(${sql.param([...lines])}::integer[])`;

export const placeRows = sql`
  update staged s set parent_id = p.parent, contact_point_id = p.contact from (
    select r.line,
      (array_agg(r.target order by r.rank) filter (where r.role in ('parent', 'ancestor')))[1] as parent,
      (array_agg(r.target) filter (where r.role = 'contact'))[1] as contact
    from staged_ref r join staged o on o.line = r.line
    where r.target <> o.id and r.role <> 'successor' group by r.line
  ) p where p.line = s.line`;

export const insertAgencies = sql`
  insert into agency (id, name, name_plain, search, level, parent_id, contact_point_id, valid_from, valid_to, contact,
    signature_policy, pdf_policy, pdf_regulation, axis)
  select id, name, name_plain, search, level, parent_id, contact_point_id, valid_from, valid_to,
    jsonb_strip_nulls(contact), policy, pdf_policy, pdf_regulation, axis
  from staged where is_new order by line`;

/** An absent column keeps what the directory holds; only rows that differ are written. */
export const updateAgencies = sql`
  with wanted as (
    select s.id, s.name, s.name_plain, s.search, s.level,
      case when 'parent_code' = any(s.given) or a.parent_id is null then s.parent_id else a.parent_id end as parent_id,
      case when 'contact_point_code' = any(s.given) then s.contact_point_id else a.contact_point_id end
        as contact_point_id,
      case when 'valid_from' = any(s.given) then s.valid_from else a.valid_from end as valid_from,
      case when 'valid_to' = any(s.given) then s.valid_to else a.valid_to end as valid_to,
      case when 'axis' = any(s.given) then s.axis else a.axis end as axis,
      case when 'signature_policy' = any(s.given) then s.policy else a.signature_policy end as policy,
      case when 'pdf_policy' = any(s.given) then s.pdf_policy else a.pdf_policy end as pdf_policy,
      case when 'pdf_policy' = any(s.given) then s.pdf_regulation else a.pdf_regulation end as pdf_regulation,
      jsonb_strip_nulls(a.contact || s.contact) as contact
    from staged s join agency a on a.id = s.id where not s.is_new
  ), changed as (
    update agency a set name = w.name, name_plain = w.name_plain, search = w.search, level = w.level,
      parent_id = w.parent_id, contact_point_id = w.contact_point_id, valid_from = w.valid_from, valid_to = w.valid_to,
      axis = w.axis, signature_policy = w.policy, pdf_policy = w.pdf_policy, pdf_regulation = w.pdf_regulation,
      contact = w.contact, updated_at = now()
    from wanted w
    where w.id = a.id
      and (a.name, a.name_plain, a.search, a.level, a.parent_id, a.contact_point_id, a.valid_from, a.valid_to, a.axis,
           a.signature_policy, a.pdf_policy, a.pdf_regulation, a.contact)
        is distinct from (w.name, w.name_plain, w.search, w.level, w.parent_id, w.contact_point_id, w.valid_from,
           w.valid_to, w.axis, w.policy, w.pdf_policy, w.pdf_regulation, w.contact)
    returning a.id
  )
  insert into touched select id from changed on conflict do nothing`;

/** The code that was current stays as an alias: what was addressed with it still arrives. */
export const retireCodes = sql`
  with changed as (
    update agency_code c set is_current = false
    from staged s join staged_code k on k.line = s.line and k.is_current
    where not s.is_new and c.agency_id = s.id and c.is_current and c.code <> k.code
    returning c.agency_id
  )
  insert into touched select distinct agency_id from changed on conflict do nothing`;

export const writeCodes = sql`
  with changed as (
    insert into agency_code as c (code, agency_id, scheme, is_current)
    select k.code, s.id, k.scheme, k.is_current from staged_code k join staged s on s.line = k.line
    where not exists (select from agency_code h where (h.code, h.agency_id) = (k.code, s.id)
      and (h.scheme, h.is_current) = (k.scheme, k.is_current))
    on conflict (code, agency_id) do update set scheme = excluded.scheme, is_current = excluded.is_current
    returning c.agency_id
  )
  insert into touched select distinct agency_id from changed on conflict do nothing`;

export const removeSuccessors = sql`
  with changed as (
    delete from agency_successor x using staged s
    where x.agency_id = s.id and not s.is_new and 'successor_codes' = any(s.given)
      and not exists (select from staged_ref r where r.line = s.line and r.role = 'successor'
        and r.target = x.successor_id)
    returning x.agency_id
  )
  insert into touched select distinct agency_id from changed on conflict do nothing`;

export const writeSuccessors = sql`
  with changed as (
    insert into agency_successor as x (agency_id, successor_id, from_date)
    select distinct on (s.id, r.target) s.id, r.target, r.from_date
    from staged_ref r join staged s on s.line = r.line
    where r.role = 'successor' and r.target <> s.id
    on conflict (agency_id, successor_id) do update set from_date = excluded.from_date
      where x.from_date <> excluded.from_date
    returning x.agency_id
  )
  insert into touched select distinct agency_id from changed on conflict do nothing`;

export const countResult = sql`
  select count(*) filter (where s.is_new)::int as created,
    count(*) filter (where not s.is_new and t.id is not null)::int as updated,
    count(*) filter (where not s.is_new and t.id is null)::int as unchanged
  from staged s left join touched t on t.id = s.id`;
