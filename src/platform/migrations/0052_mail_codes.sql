-- Links by which an agency that is written to by mail answers for a delivery. Codes of 256 random bits, as digests.
create table mail_code (
  code_sha256 bytea primary key check (length(code_sha256) = 32),
  delivery_id uuid not null,
  -- The connection that wrote the mail; its name stays when the connection is gone.
  connection text not null,
  expires_at timestamptz not null
);
create index mail_code_expiry on mail_code (expires_at);
grant select, insert, delete on mail_code to lienthong_app;

-- 01 for an agency that has no system, written by the hub.
alter table owed_message drop constraint owed_message_kind_check;
alter table owed_message add constraint owed_message_kind_check
  check (kind in ('recall-package', 'recall-status13', 'recall-confirmation', 'arrival-notice'));
