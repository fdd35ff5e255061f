-- The links to other axes: what runs, how each stands, what each was given and what it gave.

-- The other side's list is the cursor: what is acknowledged there leaves it.
alter table axis
  drop column cursor,
  add column enabled boolean not null default true,
  add column saved_at timestamptz not null default now(),
  -- Since when the other side does not answer, and what was met instead; null while it answers.
  add column down_since timestamptz,
  add column down_reason text,
  -- The process that works on this link, and until when it may.
  add column held_by uuid,
  add column held_until timestamptz,
  -- How far its directory is known here.
  add column directory_version bigint,
  add column directory_at timestamptz;
alter table axis rename column polled_at to answered_at;
update axis set settings = '{"dialect": "rest"}' where settings = '{}';

-- One document that an axis took on, under the other side's id; followed there until that side has decided.
create table relay (
  delivery_id uuid primary key,
  axis text not null,
  remote_id text not null,
  relayed_at timestamptz not null default now(),
  -- Null once the other side has decided.
  follow_at timestamptz,
  follows integer not null default 0
);
create index relay_followed on relay (axis, follow_at) where follow_at is not null;
create index relay_period on relay (axis, relayed_at);

-- One package that an axis offered, by that side's id: what became of it here, and what that side was told.
create table axis_package (
  axis text not null,
  transport_id text not null,
  kind text not null check (kind in ('document', 'status')),
  submission_id uuid not null,
  taken_at timestamptz not null default now(),
  told text check (told in ('done', 'fail')),
  primary key (axis, transport_id)
);
create index axis_package_period on axis_package (axis, taken_at);

grant select, insert, update, delete on relay, axis_package to lienthong_app;
