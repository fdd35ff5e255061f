-- What a person writes for one of his agencies, until it is sent; nobody else sees it.
create table draft (
  id uuid primary key,
  account_id uuid not null references account,
  agency_id uuid not null references agency,
  -- The fields as they were typed.
  fields jsonb not null default '{}',
  -- The incoming document that it answers, as edXML names it.
  answers jsonb,
  state text not null default 'open' check (state in ('open', 'sending', 'waiting', 'sent')),
  -- Until when a sending under way is taken for alive.
  busy_until timestamptz,
  -- Of the last hand-in whose verdict waits.
  submission_id uuid,
  document_id uuid,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check ((state = 'sent') = (document_id is not null)),
  check (state <> 'waiting' or submission_id is not null)
);
create index draft_account on draft (account_id, id);
create index draft_changed on draft (changed_at);

create table draft_file (
  -- Names the blob.
  id uuid primary key,
  draft_id uuid not null references draft on delete cascade,
  position smallint not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size > 0),
  sha256 bytea not null,
  -- What was found in it, without its part in the document: trust's report.
  found jsonb not null,
  added_at timestamptz not null default now(),
  unique (draft_id, position) deferrable initially deferred
);

create table draft_recipient (
  draft_id uuid not null references draft on delete cascade,
  agency_id uuid not null references agency,
  purpose text not null check (purpose in ('action', 'information')),
  primary key (draft_id, agency_id)
);

-- Named lists of recipients that an agency writes to again and again.
create table recipient_group (
  id uuid primary key,
  agency_id uuid not null references agency,
  name text not null check (name <> ''),
  changed_by text not null,
  changed_at timestamptz not null default now()
);
create unique index recipient_group_name on recipient_group (agency_id, lower(name));

create table recipient_group_member (
  group_id uuid not null references recipient_group on delete cascade,
  agency_id uuid not null references agency,
  purpose text not null check (purpose in ('action', 'information')),
  primary key (group_id, agency_id)
);

grant select, insert, update, delete on draft, draft_file, draft_recipient, recipient_group, recipient_group_member
  to lienthong_app;
