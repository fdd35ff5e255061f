-- The key with which the hub seals what an agency's people send from the web pages; encrypted by the vault.
create table sealing_key (
  agency_id uuid primary key references agency,
  certificate_id uuid not null references certificate,
  secret bytea not null,
  added_by text not null,
  added_at timestamptz not null default now()
);

grant select, insert, update, delete on sealing_key to lienthong_app;
