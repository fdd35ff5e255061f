-- Alerts to people: whom to tell, and what has to be told.

-- Persons (or a gateway that reaches them) of an agency; of the hub itself where no agency is named.
create table alert_contact (
  id uuid primary key,
  agency_id uuid references agency,
  name text not null,
  channel text not null check (channel in ('email', 'webhook')),
  address text not null,
  -- Webhook: HMAC secret, AES-256-GCM under the master key, this row's id as associated data.
  secret bytea,
  language text not null check (language in ('vi', 'en')),
  -- Kinds of alert that are wanted; empty for all.
  kinds text[] not null default '{}',
  -- Hours of duty in Vietnam time, minutes of the day, over midnight when the second is the smaller; null for always.
  duty_from smallint check (duty_from between 0 and 1439),
  duty_to smallint check (duty_to between 0 and 1439),
  added_by text not null,
  added_at timestamptz not null default now(),
  check ((channel = 'webhook') = (secret is not null)),
  check ((duty_from is null) = (duty_to is null))
);
create index alert_contact_agency on alert_contact (agency_id, id);

-- Written in the transaction of the step that it tells, sent afterwards.
create table alert (
  id uuid primary key,
  -- What raised it: the same is told once.
  key text not null unique,
  kind text not null,
  -- Whose contacts are told; null for the hub's own.
  agency_id uuid references agency,
  document_id uuid,
  delivery_id uuid,
  -- What its sentence is filled with: number, sender, urgency, times. Never a subject or content.
  facts jsonb not null default '{}',
  state text not null check (state in ('waiting', 'sent', 'failed', 'cancelled')),
  -- When it is taken up next. Taking it up moves this past the lease, so that a lost process delays it, no more.
  due_at timestamptz not null,
  -- Told again after so many seconds, until it is settled.
  repeat_seconds integer check (repeat_seconds > 0),
  -- How often it was told.
  rounds integer not null default 0,
  -- Failed tries of this round, and the contacts that this round has reached.
  tries smallint not null default 0,
  reached uuid[] not null default '{}',
  -- Raised by every taking up: a process with an older epoch writes nothing.
  epoch integer not null default 0,
  raised_at timestamptz not null default now(),
  ended_at timestamptz
);
create index alert_due on alert (due_at) where state = 'waiting';
create index alert_ended on alert (ended_at) where ended_at is not null;
create index alert_agency on alert (agency_id, id);

grant select, insert, update, delete on alert_contact, alert to lienthong_app;
