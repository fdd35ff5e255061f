-- Sends per minute that a recipient asks for; null for no limit.
alter table channel add column rate integer check (rate between 1 and 100000);

-- Who paused a lane, since when and why; the rate of its channel, with the tokens left of it at a time.
alter table lane
  add column paused_by text,
  add column paused_at timestamptz,
  add column paused_why text,
  add column rate integer,
  add column tokens double precision not null default 0,
  add column tokens_at timestamptz not null default 'epoch';

-- Since when it waits in its lane, and whether the sender was warned that the deadline is near.
alter table dispatch
  add column queued_at timestamptz not null default now(),
  add column warned boolean not null default false;

-- When the content was first released to the recipient: with acceptance it gives the waiting time on the receipts.
alter table delivery add column consigned_at timestamptz;

-- What operators look for among millions that have arrived.
create index delivery_set_apart on delivery (state, id) where state in ('held', 'failed', 'dead', 'cancelled', 'relayed');
