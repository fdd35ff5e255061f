-- Working time of the province: one row, absent until the administrator imports one.
create table calendar (
  id boolean primary key default true check (id),
  -- Office hours, weekend, days that differ, lead times of alerts (registry/calendar-file.ts).
  data jsonb not null,
  imported_by text not null,
  imported_at timestamptz not null default now()
);
grant select, insert, update, delete on calendar to lienthong_app;
