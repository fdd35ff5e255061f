-- Who somebody is at an OpenID Connect provider: the issuer and its subject, never an e-mail address.
create table identity (
  issuer text not null,
  subject text not null check (subject <> '' and length(subject) <= 255),
  account_id uuid not null references account,
  bound_at timestamptz not null default now(),
  primary key (issuer, subject),
  unique (account_id, issuer)
);

-- What the provider gave for this session, sealed by the vault with the session's id: its log-out asks for it.
alter table session add column id_token bytea;

grant select, insert, update, delete on identity to lienthong_app;
