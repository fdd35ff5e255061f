-- The door for systems that speak an axis's protocol: their credentials, their requests, and what they ask for.

-- The system's id is the protocol's `systemid`.
create table vxp_credential (
  system_id uuid primary key references system,
  -- HMAC secret, AES-256-GCM under the master key, system id as associated data.
  secret bytea not null,
  -- The clock of the system's timestamps, in minutes east of UTC.
  offset_minutes smallint not null default 420 check (offset_minutes between -840 and 840),
  issued_at timestamptz not null default now()
);

-- Signed requests of the last minutes, so that one that comes again is known (docs/adr/0010). Unlogged: written with
-- every request and worth nothing half an hour later.
create unlogged table signed_request (
  system_id uuid not null,
  -- The request's HMAC.
  hash bytea not null check (length(hash) = 32),
  endpoint text not null,
  -- How often it came since `counted_from`.
  seen integer not null default 1,
  counted_from timestamptz not null default now(),
  first_at timestamptz not null default now(),
  -- What was answered to a request that changes something; null while it is under way, and for reads.
  answer jsonb,
  primary key (system_id, hash)
);
create index signed_request_age on signed_request (first_at);

-- Agencies that a system asks to have registered or closed: codes are the province's to give (QĐ 28/2018 Art 19(1)(c)).
create table agency_request (
  id uuid primary key,
  kind text not null check (kind in ('register', 'close')),
  system_id uuid not null references system,
  -- The agency to be closed, or under which one is to be registered.
  agency_id uuid not null references agency,
  -- As asked for; an administrator may give another one.
  code text not null,
  name text,
  contact jsonb not null default '{}',
  asked_at timestamptz not null default now(),
  decision text check (decision in ('accepted', 'refused')),
  why text,
  decided_by text,
  decided_at timestamptz
);
create unique index agency_request_open on agency_request (system_id, kind, code) where decision is null;

-- A pull delivery that its recipient fetched and could not take: it rests until then, and counts as tried.
create table pull_failure (
  delivery_id uuid primary key,
  rest_until timestamptz not null
);

-- What a sender's list shows beside its documents: submissions that are none, not yet or never.
create index submission_undone on submission (system_id, id) where state in ('verifying', 'parked', 'rejected');

grant select, insert, update, delete on vxp_credential, signed_request, agency_request, pull_failure to lienthong_app;
