-- What a page and an alert say of each catalogue, without counting its entries.
alter table catalogue
  -- Since when it is to be read here.
  add column first_at timestamptz not null default now(),
  -- Somebody asked for it to be read now.
  add column wanted_at timestamptz,
  add column failure_facts jsonb not null default '{}',
  -- Since when it has been overdue, as people were told.
  add column late_at timestamptz,
  add column entries integer not null default 0,
  add column gone integer not null default 0,
  -- Of the last reading: lines without code or name, and entries that the product's code list does not know.
  add column left_out integer not null default 0,
  add column unknown integer not null default 0,
  -- Of the last reading that changed something: when, and how many entries are new, changed and gone.
  add column changed_at timestamptz,
  add column last_added integer not null default 0,
  add column last_changed integer not null default 0,
  add column last_gone integer not null default 0;

update catalogue c set entries = n.entries, gone = n.gone
from (select catalogue, count(*) filter (where gone_at is null) as entries, count(gone_at) as gone
  from catalogue_entry group by catalogue) n
where n.catalogue = c.name;

alter table catalogue_entry
  add column added_at timestamptz not null default now(),
  -- Its name before the last change; null while nothing has changed.
  add column name_before text;
create index catalogue_entry_changed on catalogue_entry (catalogue, changed_at);
