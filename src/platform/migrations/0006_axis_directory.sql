-- The units of another axis's directory as they were last taken over. What an administrator changed since differs from
-- here, and is kept; what is the same here as there needs no look at the large tables.
create table axis_unit (
  axis text not null,
  unit_id text not null,
  agency_id uuid not null references agency,
  code text not null,
  other_codes text[] not null,
  name text not null,
  mail text,
  parent_unit text,
  closed boolean not null,
  primary key (axis, unit_id)
);
create index axis_unit_agency on axis_unit (agency_id);
grant select, insert, update, delete on axis_unit to lienthong_app;
