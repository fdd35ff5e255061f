-- The State's shared catalogues as they were last read: agencies, administrative units, document types, urgency.
create table catalogue (
  name text primary key,
  -- When a process last began to read it: another one leaves it alone for a while.
  asked_at timestamptz not null default now(),
  -- When it was last read whole.
  read_at timestamptz,
  -- Why the last reading failed; null when it did not.
  failure text
);

create table catalogue_entry (
  catalogue text not null references catalogue,
  code text not null,
  name text not null,
  parent_code text,
  -- Address, email, telephone, fax, website, where the catalogue has them.
  contact jsonb not null default '{}',
  changed_at timestamptz not null default now(),
  -- Since when the catalogue has it no more.
  gone_at timestamptz,
  primary key (catalogue, code)
);

grant select, insert, update on catalogue, catalogue_entry to lienthong_app;
