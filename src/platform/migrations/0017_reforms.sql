-- A reform of agencies as one file: what it says, when it takes effect, who ordered it and why, and what came of it.
create table reform (
  id uuid primary key,
  name text not null,
  -- The first day (Vietnam) of the new order.
  at date not null,
  state text not null check (state in ('scheduled', 'applied', 'cancelled', 'failed')),
  lines jsonb not null,
  -- What it changed, or on the trial would; for a failed one the bad lines.
  report jsonb not null,
  actor text not null,
  why text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index reform_scheduled on reform (at) where state = 'scheduled';
grant select, insert, update on reform to lienthong_app;
