-- Document systems that the hub calls by itself, each by the adapter that knows its ways (adapters/).

create table connection (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9.-]{0,49}$'),
  -- The folder under adapters/.
  adapter text not null,
  -- What comes in by it is handed in by this system: its agencies, its rights, its recall form.
  system_id uuid not null references system (id),
  -- What the adapter's own schema says; nothing here is secret.
  settings jsonb not null,
  secret bytea,
  enabled boolean not null default true,
  saved_at timestamptz not null default now(),
  -- Since when the other side does not answer, and what was met instead; null while it answers.
  down_since timestamptz,
  down_reason text,
  answered_at timestamptz,
  -- The process that works on it, and until when it may.
  held_by uuid,
  held_until timestamptz
);

-- What an adapter must know again after a restart: numbers under which the other side took something, and the like.
create table connection_state (
  connection text not null references connection (name) on delete cascade,
  key text not null check (length(key) between 1 and 300),
  value jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (connection, key)
);

alter table channel add column connection text references connection (name);
-- Where the agency is found in that system; null where its code says it.
alter table channel add column address text check (length(address) between 1 and 200);
alter table channel drop constraint channel_kind_check;
alter table channel add constraint channel_kind_check check (kind in ('pull', 'webhook', 'connection'));
alter table channel add check ((kind = 'connection') = (connection is not null));

-- Older rows keep a narrower rule already: nothing to look through.
alter table delivery drop constraint delivery_channel_check;
alter table delivery add constraint delivery_channel_check
  check (channel in ('pull', 'webhook', 'axis', 'connection', 'none')) not valid;

-- `left`: with a carrier, a mail server or a folder; that it arrived is told later.
alter table delivery drop constraint delivery_state_check;
alter table delivery add constraint delivery_state_check check (state in
  ('due', 'claimed', 'sending', 'relayed', 'left', 'available', 'fetched', 'arrived', 'failed', 'dead', 'cancelled', 'held'))
  not valid;

-- Packages that another side offered, an axis or a connection: `axis:<name>`, `connection:<name>`.
alter table axis_package rename to offered_package;
alter table offered_package rename column axis to link;
update offered_package set link = 'axis:' || link;
alter index axis_package_pkey rename to offered_package_pkey;
alter index axis_package_period rename to offered_package_period;

grant select, insert, update, delete on connection, connection_state to lienthong_app;
