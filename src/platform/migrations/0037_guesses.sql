-- Wrong passwords are counted by name and by where they come from, so that whoever guesses from elsewhere keeps nobody out.
create table guess (
  -- SHA-256 of the name as typed: people type passwords there by mistake.
  name_sha256 bytea not null check (length(name_sha256) = 32),
  -- `address …`, `device …`, `everywhere`, `password page`; see accounts/guesses.ts.
  source text not null,
  failures integer not null default 1,
  last_at timestamptz not null default now(),
  locked_until timestamptz,
  primary key (name_sha256, source)
);
create index guess_last on guess (last_at);

-- Browsers with which a person has logged in before, by the SHA-256 of their cookie.
create table known_device (
  account_id uuid not null references account,
  token_sha256 bytea not null check (length(token_sha256) = 32),
  seen_at timestamptz not null default now(),
  primary key (account_id, token_sha256)
);
create index known_device_seen on known_device (seen_at);

alter table account drop column failures, drop column locked_until;

-- How a list of sessions names one without its token.
alter table session add column id uuid not null default gen_random_uuid() unique;

grant select, insert, update, delete on guess, known_device to lienthong_app;
