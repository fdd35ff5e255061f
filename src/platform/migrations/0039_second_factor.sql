-- A second factor at the log-in: time-based codes of an authenticator app (RFC 6238), and recovery codes on paper.
create table second_factor (
  account_id uuid primary key references account,
  -- Sealed by the vault, the account's id as associated data.
  secret bytea not null,
  -- Null until a first code has shown that the app has the key.
  confirmed_at timestamptz,
  -- Of the last code that was taken: no code counts twice.
  last_step bigint
);

create table recovery_code (
  account_id uuid not null references account,
  code_sha256 bytea not null check (length(code_sha256) = 32),
  used_at timestamptz,
  primary key (account_id, code_sha256)
);

-- Whether the log-in behind a session still owes its second factor, had none, or gave it.
alter table session add column second_factor text not null default 'none'
  check (second_factor in ('owed', 'none', 'given'));

grant select, insert, update, delete on second_factor, recovery_code to lienthong_app;
