-- The one agency at which everything of `start` ends on a day, along the chosen heirs of split agencies and all successors
-- of the others; itself while it is open, null where the ways end apart.
create function only_end(start uuid, day date) returns uuid language sql stable as $$
  with recursive walk (id) as (
    select start
    union
    select s.successor_id from walk w
      join agency a on a.id = w.id and a.valid_to <= day
      join agency_successor s on s.agency_id = a.id and s.from_date <= day
        and (s.is_heir or not exists (
          select from agency_successor h where h.agency_id = a.id and h.is_heir and h.from_date <= day))
  )
  select (array_agg(w.id))[1] from walk w join agency a on a.id = w.id
  where a.valid_to is null or a.valid_to > day
    or not exists (select from agency_successor s where s.agency_id = a.id and s.from_date <= day)
  having count(*) = 1
$$;

-- The closed agencies of which everything ends at one of these, however far back.
create function ended_at(heirs uuid[], day date) returns table (agency_id uuid, heir_id uuid) language sql stable as $$
  with recursive behind (id, heir) as (
    select h, h from unnest(heirs) h
    union
    select s.agency_id, b.heir from behind b
      join agency_successor s on s.successor_id = b.id and s.from_date <= day
      join agency a on a.id = s.agency_id and a.valid_to <= day
  )
  select b.id, b.heir from behind b where b.id <> b.heir and only_end(b.id, day) = b.heir
$$;
