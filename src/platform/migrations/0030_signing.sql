-- Signing in the page: what lets the signing service on a clerk's machine fetch one file of a draft and bring it back.
create table signing_ticket (
  token_sha256 bytea primary key,
  account_id uuid not null,
  draft_id uuid not null,
  file_id uuid not null,
  -- Asked again what he may when the file comes back.
  actor text not null,
  expires_at timestamptz not null
);
create index signing_ticket_expiry on signing_ticket (expires_at);
grant select, insert, delete on signing_ticket to lienthong_app;
