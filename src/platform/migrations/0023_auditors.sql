-- Auditors: they read the metadata of their agencies' documents in a period, by a decision that expires.
alter table account drop constraint account_role_check;
alter table account add constraint account_role_check check (role in ('clerk', 'operator', 'auditor'));

create table audit_mandate (
  account_id uuid primary key references account,
  -- Number of the decision that orders the audit.
  decision text not null check (decision <> ''),
  -- Documents accepted at or after, and before.
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- From then on the auditor sees nothing.
  expires_at timestamptz not null,
  check (from_at < until_at)
);

grant select, insert on audit_mandate to lienthong_app;
