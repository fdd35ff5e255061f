-- Finding documents, and what was done with them.

-- One narrow row per document of kind `document`, written with its acceptance: the words of its subject, number,
-- notation, identifier and signer as lexemes made in Node, and every agency that is a side of it. Both stand in one
-- GIN index, so that a reader's agencies narrow a search as its words do.
create table document_search (
  document_id uuid primary key,
  accepted_at timestamptz not null,
  sender_id uuid not null,
  -- The sender, and of every delivery the addressed agency and the one that receives for it.
  sides uuid[] not null,
  words tsvector not null
) partition by range (document_id);
create index document_search_words on document_search using gin (words, sides);

-- The words that were ever indexed, and each word without one of its letters: a misspelt word is found by its own.
create table search_word (word text collate "C" primary key);
create table search_variant (
  variant text collate "C" not null,
  word text collate "C" not null,
  primary key (variant, word)
);

-- Documents that were accepted before this table was there: a job indexes those below this id, newest first.
create table search_backlog (below uuid not null);
insert into search_backlog select 'ffffffff-ffff-ffff-ffff-ffffffffffff' where exists (select from document);

select ensure_partitions(to_date(right(relname, 6), 'YYYYMM'), 1)
from pg_inherits join pg_class on pg_class.oid = inhrelid
where inhparent = 'document'::regclass and relname ~ '_[0-9]{6}$';

-- Deliveries that come later, and those that move to another agency: the row of a new document is written after its
-- deliveries and finds nothing here.
create function add_search_sides() returns trigger language plpgsql as $$
begin
  update document_search s set sides = array(select distinct unnest(s.sides || m.sides))
  from (
    select document_id, array_agg(distinct side) as sides
    from made cross join lateral unnest(array[agency_id, handover_id]) as side
    where side is not null group by document_id
  ) m
  where s.document_id = m.document_id and not s.sides @> m.sides;
  return null;
end $$;
create trigger delivery_made_sides after insert on delivery referencing new table as made
  for each statement execute function add_search_sides();

create function renew_search_sides() returns trigger language plpgsql as $$
begin
  update document_search s set sides = array(
    select s.sender_id
    union select side from delivery v cross join lateral unnest(array[v.agency_id, v.handover_id]) as side
    where v.document_id = new.document_id and side is not null)
  where s.document_id = new.document_id;
  return null;
end $$;
create trigger delivery_moved_sides after update of agency_id, handover_id on delivery for each row
  when (old.agency_id is distinct from new.agency_id or old.handover_id is distinct from new.handover_id)
  execute function renew_search_sides();

-- What went wrong, by its code.
create index delivery_reason on delivery (reason_code, id) where reason_code is not null;
-- What concerns an agency and no document of its own.
create index event_agency on event (agency_id, id) where document_id is null and agency_id is not null;
-- Who looked at what.
create index event_audit on event (id) where starts_with(type, 'audit.');

-- Of one person; nobody else sees them.
create table saved_search (
  id uuid primary key,
  account_id uuid not null references account,
  name text not null check (length(name) between 1 and 100),
  -- The fields of the form as they were filled in.
  terms jsonb not null,
  created_at timestamptz not null default now(),
  unique (account_id, name)
);

-- An auditor opened the content of one document, for a while and for a reason that its agencies can read.
create table audit_look (
  id uuid primary key,
  account_id uuid not null references account,
  document_id uuid not null,
  reason text not null check (length(reason) between 10 and 500),
  opened_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (opened_at < expires_at)
);
create index audit_look_document on audit_look (document_id);

grant select, insert, update, delete on document_search, search_backlog to lienthong_app;
grant select, insert on search_word, search_variant, audit_look to lienthong_app;
grant select, insert, delete on saved_search to lienthong_app;
