-- Hồ sơ thủ tục hành chính: the documents of one dossier of a một cửa system as a thread, and its states 1 to 10.
create table dossier (
  id uuid primary key,
  -- As it is compared: upper case, without blanks.
  number text not null unique check (length(number) between 1 and 100),
  -- The agency that the number names; null where it names nobody.
  issuer_id uuid references agency,
  -- The last state that followed from the one before; null until a system reports one.
  state smallint check (state between 1 and 10),
  state_at timestamptz,
  -- Ngày hẹn trả kết quả.
  due_on date,
  -- Reports that did not follow.
  anomalies smallint not null default 0,
  opened_at timestamptz not null default now(),
  check ((state is null) = (state_at is null))
);
create index dossier_prefix on dossier (number text_pattern_ops);
create index dossier_overdue on dossier (due_on) where state is null or state in (1, 2, 4);

-- Who may see it and report on it. In the order of a list: newest dossier first.
create table dossier_party (
  agency_id uuid not null references agency,
  dossier_id uuid not null references dossier,
  primary key (agency_id, dossier_id)
);
create index dossier_party_dossier on dossier_party (dossier_id);

-- A document is of one dossier at most.
create table dossier_document (
  document_id uuid primary key,
  dossier_id uuid not null references dossier,
  -- Handed in by a party; another agency's document is shown as such.
  by_party boolean not null,
  -- Whether its recipients become parties.
  admits boolean not null
);
create index dossier_document_dossier on dossier_document (dossier_id, document_id);

-- Every report that was no repetition, in the order in which the hub heard of it.
create table dossier_state (
  id uuid primary key,
  dossier_id uuid not null references dossier,
  state smallint not null check (state between 1 and 10),
  agency_id uuid not null references agency,
  actor text not null,
  -- As the reporting system wrote it: recorded, never used for order.
  taken_at timestamptz,
  reported_at timestamptz not null default now(),
  note text check (length(note) <= 500),
  follows boolean not null
);
create index dossier_state_dossier on dossier_state (dossier_id, id);

grant select, insert, update on dossier to lienthong_app;
grant select, insert on dossier_party, dossier_document, dossier_state to lienthong_app;
