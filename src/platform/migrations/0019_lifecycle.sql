-- How long things are kept, what must stay longer, and what has been taken out to an archive.

-- NĐ 30/2020 PL VI IV.1 g (khóa hoặc đóng băng): retention leaves a held document alone. Several holds may lie on one;
-- it is free when the last one is lifted. Lifted holds stay as its history.
create table hold (
  id uuid primary key,
  document_id uuid not null,
  reason text not null check (length(btrim(reason)) between 1 and 500),
  placed_by text not null,
  placed_at timestamptz not null default now(),
  lifted_by text,
  lifted_reason text,
  lifted_at timestamptz,
  check ((lifted_at is null) = (lifted_by is null))
);
-- The same hold twice is one hold.
create unique index hold_active on hold (document_id, reason) where lifted_at is null;

-- Nothing is ever removed for which no rule stands here. `type_name` narrows a rule for content to one type of document
-- (edXML TypeName), and goes before the rule without one.
create table retention_rule (
  class text not null check (class in ('content', 'status', 'attempts', 'metadata', 'evidence')),
  type_name text not null default '' check (type_name = '' or class = 'content'),
  keep_months integer not null check (keep_months between 1 and 1200),
  -- Remove also what no archive has. Without it retention waits for `archive export`.
  unexported boolean not null default false,
  reason text not null check (length(btrim(reason)) between 1 and 500),
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (class, type_name)
);

-- Documents that an archive holds: written there, synced and digested before the row was.
create table archived (
  document_id uuid primary key,
  place text not null,
  -- Of the document's manifest in the archive.
  manifest_sha256 bytea not null check (length(manifest_sha256) = 32),
  archived_at timestamptz not null default now()
);

grant select, insert, update on hold to lienthong_app;
grant select on retention_rule, archived to lienthong_app;
