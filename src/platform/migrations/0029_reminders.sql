-- Đôn đốc (NĐ 30/2020, Điều 24 khoản 1): the sender reminds a recipient that has not accepted, once a day at most.
create table reminder (
  -- The lead: addresses that end at one agency are reminded together.
  delivery_id uuid not null,
  -- The day in Vietnam: the key is what keeps it to one a day.
  reminded_on date not null,
  reminded_at timestamptz not null default now(),
  reminded_by text not null,
  primary key (delivery_id, reminded_on)
);
grant select, insert on reminder to lienthong_app;
