-- Agencies whose waiting mail must be looked at again, because what decides where it goes has changed: for them, or for
-- one that receives for them. Triggers write it, so that no import, command or synchronisation can forget to.
create table rerouting (
  agency_id uuid primary key references agency,
  -- The next transaction id when a mover first saw the row. It goes only once every transaction from before has ended:
  -- one of them may be storing mail by what it read before the change.
  seen xid8
);

-- Days on which validities that begin or end have been looked at.
create table registry_day (
  day date primary key
);
grant select, insert, update, delete on rerouting, registry_day to lienthong_app;

-- Notes these agencies, and all to whom their mail may have gone: parents, contact points, successors.
create function note_rerouting(ids uuid[]) returns void language sql as $$
  with recursive reach (id) as (
    select unnest(ids)
    union
    select next.id from reach join agency a on a.id = reach.id cross join lateral (
      select a.parent_id as id
      union all select a.contact_point_id
      union all select s.successor_id from agency_successor s where s.agency_id = a.id
    ) next where next.id is not null
  )
  insert into rerouting (agency_id) select id from reach order by id on conflict (agency_id) do update set seen = null
$$;

create function note_agency_change() returns trigger language plpgsql as $$
begin
  perform note_rerouting(array(
    select related.id from was join now_is n on n.id = was.id
    cross join lateral (values (was.id), (was.parent_id), (was.contact_point_id)) related (id)
    where related.id is not null and (was.parent_id, was.contact_point_id, was.valid_from, was.valid_to, was.axis)
      is distinct from (n.parent_id, n.contact_point_id, n.valid_from, n.valid_to, n.axis)));
  return null;
end $$;
create trigger agency_rerouting after update on agency
  referencing old table as was new table as now_is for each statement execute function note_agency_change();

-- The rows of a change are all named `changed`: what is gone, or what is new.
create function note_served_change() returns trigger language plpgsql as $$
begin
  perform note_rerouting(array(select agency_id from changed));
  return null;
end $$;
create trigger channel_new after insert on channel
  referencing new table as changed for each statement execute function note_served_change();
create trigger channel_changed after update on channel
  referencing new table as changed for each statement execute function note_served_change();
create trigger channel_gone after delete on channel
  referencing old table as changed for each statement execute function note_served_change();
create trigger system_agency_new after insert on system_agency
  referencing new table as changed for each statement execute function note_served_change();
create trigger system_agency_changed after update on system_agency
  referencing new table as changed for each statement execute function note_served_change();

create function note_successor_change() returns trigger language plpgsql as $$
begin
  perform note_rerouting(array(select agency_id from changed union select successor_id from changed));
  return null;
end $$;
create trigger agency_successor_new after insert on agency_successor
  referencing new table as changed for each statement execute function note_successor_change();
create trigger agency_successor_changed after update on agency_successor
  referencing new table as changed for each statement execute function note_successor_change();
create trigger agency_successor_gone after delete on agency_successor
  referencing old table as changed for each statement execute function note_successor_change();

create function note_system_change() returns trigger language plpgsql as $$
begin
  perform note_rerouting(array(
    select l.agency_id from was join now_is n on n.id = was.id join system_agency l on l.system_id = was.id
    where was.disabled_at is distinct from n.disabled_at));
  return null;
end $$;
create trigger system_rerouting after update on system
  referencing old table as was new table as now_is for each statement execute function note_system_change();
