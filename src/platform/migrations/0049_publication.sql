-- The portal as a whole, one row: whether agencies that have not chosen publish, and the name in all entries' ids.
create table portal (
  id boolean primary key default true check (id),
  mode text not null default 'off' check (mode in ('off', 'by-hand', 'automatic')),
  -- Of the tag URIs (RFC 4151): set with the first mode that is not off, and never changed afterwards.
  authority text,
  since date,
  check ((authority is null) = (since is null))
);
insert into portal default values;

-- What an agency has chosen for itself.
create table portal_agency (
  agency_id uuid primary key references agency,
  mode text not null check (mode in ('off', 'by-hand', 'automatic'))
);

-- A line for every document that is marked Công khai and was sent by an agency of this hub.
create table publication (
  -- The document's as it was first sent: the entry keeps it through every update.
  id uuid primary key,
  -- Whose files are shown: the first, or its latest update.
  document_id uuid not null unique,
  agency_id uuid not null references agency,
  -- On which the hub accepted it, in Vietnam.
  day date not null,
  state text not null check (state in ('waiting', 'published', 'withdrawn')),
  -- Why it is not on the portal.
  reason text check (reason in ('off', 'by-hand', 'subject', 'no-files', 'late', 'earlier', 'sender', 'taken-back',
    'held', 'expired', 'not-public', 'recalled', 'replaced')),
  published_at timestamptz,
  -- Of the last change that a reader of the feed has to learn of, in whole milliseconds: pages go on from it.
  changed_at timestamptz not null,
  check ((state = 'published') = (reason is null)),
  check ((state = 'waiting') = (published_at is null))
);
create index publication_feed on publication (changed_at desc, id desc) where published_at is not null;
create index publication_agency_feed on publication (agency_id, changed_at desc, id desc) where published_at is not null;
create index publication_list on publication (agency_id, id desc) where state <> 'published';
create index publication_shown on publication (agency_id, id desc) where state = 'published';
create index publication_day on publication (agency_id, day);

-- A day in which something was published or withdrawn is counted again by the board.
create function note_publication() returns trigger language plpgsql as $$
begin
  insert into board_due values (new.agency_id, new.day);
  return null;
end $$;
create trigger publication_counted after insert or update of state, reason on publication
  for each row execute function note_publication();

-- What was sent before there was a portal, as the board has counted it.
insert into publication (id, document_id, agency_id, day, state, reason, changed_at)
select distinct f.document_id, f.document_id, f.agency_id, f.day, 'waiting', 'off', now()
from board_fact f where f.figure = 'public';

grant select, insert, update, delete on portal, portal_agency, publication to lienthong_app;
