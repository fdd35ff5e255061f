-- What an agency still owes by a time that the law sets. Only what is open: a row goes with the duty.
create table duty (
  delivery_id uuid not null,
  kind text not null check (kind in ('notice', 'registration', 'processing')),
  document_id uuid not null,
  -- Who owes it: the agency that received the document.
  agency_id uuid not null,
  started_at timestamptz not null default now(),
  due_at timestamptz not null,
  -- When people are told next: before it is due, when it is overdue, when its superior is; null after that.
  alert_at timestamptz,
  stage smallint not null default 0,
  primary key (delivery_id, kind)
);
create index duty_agency on duty (agency_id, due_at, delivery_id);
create index duty_alert on duty (alert_at) where alert_at is not null;
create index duty_due on duty (due_at);

-- How duties ended, until they are added up: only ever inserted, so that no step waits for another's total.
create table duty_end (
  agency_id uuid not null,
  -- Of the due time, in Vietnam.
  day date not null,
  kind text not null,
  outcome text not null check (outcome in ('kept', 'late', 'missed', 'lifted')),
  -- From the start of the clock to the end.
  seconds bigint not null
);

-- The figures: one row an agency, day and kind, whatever the number of documents.
create table duty_figure (
  agency_id uuid not null references agency,
  day date not null,
  kind text not null,
  kept integer not null default 0,
  late integer not null default 0,
  missed integer not null default 0,
  lifted integer not null default 0,
  -- Sum over what was done, in time or late.
  seconds bigint not null default 0,
  primary key (agency_id, day, kind)
);

grant select, insert, update, delete on duty, duty_end, duty_figure to lienthong_app;
