-- People who work with the hub through its web pages.
create table account (
  id uuid primary key,
  -- Lower case: what is typed is compared without case.
  login text not null unique check (login = lower(login)),
  name text not null,
  role text not null check (role in ('clerk', 'operator')),
  -- scrypt with its parameters and salt; see accounts/password.ts.
  password text not null,
  -- Set by somebody else: the person chooses an own one before anything else.
  must_change boolean not null default true,
  -- Wrong passwords in a row, and until when no further one is looked at.
  failures smallint not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

create table account_agency (
  account_id uuid not null references account,
  agency_id uuid not null references agency,
  primary key (account_id, agency_id)
);
create index account_agency_back on account_agency (agency_id);

-- Who is logged in. The token itself is never stored.
create table session (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  account_id uuid not null references account,
  -- Carried by every form of this session (OWASP synchronizer token).
  csrf text not null,
  address text not null,
  agent text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_account on session (account_id);
create index session_expires on session (expires_at);

grant select, insert, update, delete on account, account_agency, session to lienthong_app;

-- The web pages are a system like any other: an agency that it serves receives there. It has no key that anybody knows.
insert into system (id, name, key_sha256, scopes)
values (gen_random_uuid(), 'web', sha256(gen_random_uuid()::text::bytea || gen_random_uuid()::text::bytea),
  array['send', 'receive', 'agency.read']);

-- The clerk's lists: not yet accepted, and accepted but not yet completed; urgent mail first, then the newest.
create index delivery_unaccepted on delivery (handover_id, urgent desc, id desc)
  where id = lead_id and kind = 'document' and state in ('available', 'fetched', 'arrived')
    and coalesce(business_code, '01') = '01';
create index delivery_unfinished on delivery (handover_id, urgent desc, id desc)
  where id = lead_id and kind = 'document' and business_code in ('03', '04', '05');
