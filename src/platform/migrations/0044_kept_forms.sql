-- What somebody had typed when his session ended, while he logs in elsewhere (OpenID Connect): sealed, for minutes.
create table kept_form (
  id uuid primary key,
  form bytea not null,
  expires_at timestamptz not null
);
create index kept_form_expires on kept_form (expires_at);
grant select, insert, delete on kept_form to lienthong_app;
