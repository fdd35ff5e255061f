-- The tables of the hub. Ids are UUIDv7 made in Node; `at` columns are PostgreSQL's own clock.
-- submission, document, attachment, delivery, attempt, event and receipt are range-partitioned by id, a month each:
-- the primary key is the id alone, look-ups by id prune, and old months are dropped whole.
-- What must be unique, or is hot, stands in small unpartitioned tables beside them.

do $$ begin
  create role lienthong_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant lienthong_app to %I', current_user);
end $$;

-- Who exchanges ---------------------------------------------------------------------------------------------------

create table agency (
  id uuid primary key,
  name text not null,
  -- Name without diacritics, lower case: for ordering and prefix search, so by code point on every server.
  name_plain text collate "C" not null,
  -- Syllables of name and codes, made in Node; searched with the 'simple' configuration.
  search tsvector not null,
  level smallint not null check (level between 1 and 4),
  parent_id uuid references agency,
  -- QĐ 28/2018 Art 7(3): the office that receives for this agency.
  contact_point_id uuid references agency,
  -- Validity, half open, in Vietnam dates. An agency of any level receives while it is open.
  valid_from date,
  valid_to date,
  -- Postal address, email, telephone, fax, website, superior's name: written into edXML that the hub builds.
  contact jsonb not null default '{}',
  -- Signature policy of the envelope for this sender; null means the door's default.
  signature_policy text check (signature_policy in ('require', 'verify-if-present', 'legacy')),
  -- Name of the axis through which the agency is reached; null for an agency of this hub.
  axis text,
  updated_at timestamptz not null default now()
);
create index agency_search on agency using gin (search);
create index agency_name on agency (name_plain, id);
create index agency_parent on agency (parent_id);
create index agency_contact_point on agency (contact_point_id) where contact_point_id is not null;

-- QCVN 102, QĐ 20/2020 and old codes of one agency; one of them is current (QĐ 28/2018 Art 10(2)(a)).
create table agency_code (
  code text collate "C" not null,
  agency_id uuid not null references agency,
  scheme text not null check (scheme in ('QCVN102', 'QD20', 'OLD')),
  is_current boolean not null default false,
  valid_from date,
  valid_to date,
  primary key (code, agency_id)
);
create index agency_code_agency on agency_code (agency_id);
create unique index agency_code_current on agency_code (agency_id) where is_current;

create table agency_successor (
  agency_id uuid not null references agency,
  successor_id uuid not null references agency,
  from_date date not null,
  primary key (agency_id, successor_id)
);
create index agency_successor_back on agency_successor (successor_id);

-- The receiving channel of record; without a row the agency's systems pull.
create table channel (
  agency_id uuid primary key references agency,
  kind text not null check (kind in ('pull', 'webhook')),
  url text,
  -- HMAC secret, AES-256-GCM under the master key, agency id as associated data.
  secret bytea,
  max_bytes bigint,
  -- Concurrent sends to this recipient.
  cap smallint not null default 4 check (cap between 1 and 100),
  updated_at timestamptz not null default now(),
  check (kind <> 'webhook' or (url is not null and secret is not null))
);

-- Software that is connected to the hub. The key itself is never stored.
create table system (
  id uuid primary key,
  name text not null unique,
  key_sha256 bytea not null unique check (length(key_sha256) = 32),
  scopes text[] not null,
  -- Refuse a document when any of its recipients cannot be served, instead of sending to the others.
  all_or_nothing boolean not null default false,
  created_at timestamptz not null default now(),
  rotated_at timestamptz,
  disabled_at timestamptz
);

create table system_agency (
  system_id uuid not null references system,
  agency_id uuid not null references agency,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  primary key (system_id, agency_id)
);
create index system_agency_agency on system_agency (agency_id);

create table certificate (
  id uuid primary key,
  agency_id uuid not null references agency,
  sha256 bytea not null unique check (length(sha256) = 32),
  der bytea not null,
  subject text not null,
  issuer text not null,
  serial text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz,
  added_by text not null,
  added_at timestamptz not null default now()
);
create index certificate_agency on certificate (agency_id);

-- Another axis: the Government Office's, a neighbouring province's. Configuration, not code.
create table axis (
  name text primary key,
  adapter text not null,
  base_url text not null,
  -- Credentials, AES-256-GCM under the master key, the axis's name as associated data.
  secret bytea not null,
  settings jsonb not null default '{}',
  -- Where the poller continues after a restart.
  cursor text,
  polled_at timestamptz
);

-- What was handed in ----------------------------------------------------------------------------------------------

create table submission (
  id uuid primary key,
  state text not null check (state in ('received', 'verifying', 'parked', 'accepted', 'rejected')),
  door text not null,
  system_id uuid,
  -- Who spoke, in words that stay true when the system is renamed or gone.
  actor text not null,
  -- The claimed sender, once the header could be read.
  sender_id uuid,
  transport_id text,
  media_type text not null,
  raw_sha256 bytea not null check (length(raw_sha256) = 32),
  size bigint not null,
  -- False once the bytes are gone: a state secret at once, a rejection after seven days.
  has_bytes boolean not null default true,
  -- Facts of the header for the record of a rejection; empty for a state secret.
  facts jsonb not null default '{}',
  verdict jsonb,
  code text,
  reason jsonb,
  document_id uuid,
  -- Verifications tried; a document that ends two workers is rejected for good.
  tries smallint not null default 0,
  retry_at timestamptz,
  received_at timestamptz not null default now(),
  decided_at timestamptz
) partition by range (id);
create index submission_waiting on submission (retry_at) where state in ('received', 'verifying', 'parked');
create index submission_rejected on submission (decided_at) where state = 'rejected' and has_bytes;
create index submission_document on submission (document_id) where document_id is not null;
create index submission_system on submission (system_id, id);

-- The duplicate rule. `digest` is empty for a new document (type 0), so that another content under the same
-- DocumentId conflicts; for types 1 to 3 and statuses the content digest is part of the key.
create table submission_key (
  sender_id uuid not null,
  document_uid text not null,
  kind text not null,
  doc_type smallint not null,
  digest bytea not null,
  content_digest bytea not null,
  submission_id uuid not null,
  primary key (sender_id, document_uid, kind, doc_type, digest)
);

-- The sender's own id for a request (Idempotency-Key, an axis's DocId): the same id is answered alike.
create table transport_id (
  scope text not null,
  transport_id text not null,
  submission_id uuid not null,
  primary key (scope, transport_id)
);

create table document (
  id uuid primary key,
  submission_id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  sender_id uuid not null,
  document_uid text not null,
  doc_type smallint not null default 0 check (doc_type between 0 and 3),
  code_number text,
  code_notation text,
  promulgated_on date,
  type_name text,
  subject text,
  -- Priority as written, 0 to 4; 4 is treated as 3.
  priority smallint not null default 0,
  due_on date,
  header jsonb not null,
  content_digest bytea not null check (length(content_digest) = 32),
  -- issuing agency | year | number without leading zeros | notation (NĐ 30/2020 PL VI III.1 h): warns, never refuses.
  warning_key text,
  -- For a status: its code and the document it speaks of.
  status_code text,
  about_id uuid,
  -- Built by the hub for a recipient who reported by REST or the web page.
  built_by_hub boolean not null default false,
  verdict jsonb not null,
  accepted_at timestamptz not null default now(),
  -- Accepted time less the head start of urgent mail; the order in every queue.
  rank_at timestamptz not null
) partition by range (id);
-- By DocumentId alone too: that is what people type.
create index document_uid on document (document_uid, sender_id);
create index document_code on document (sender_id, code_notation, code_number, promulgated_on) where kind = 'document';
create index document_sender on document (sender_id, id);
create index document_warning on document (warning_key) where warning_key is not null;
create index document_about on document (about_id) where about_id is not null;

-- ResponseFor: which document answers which. Both timelines show it.
create table document_reference (
  document_id uuid not null,
  refers_to_id uuid not null,
  relation text not null check (relation in ('answers', 'recalls', 'updates', 'replaces')),
  primary key (document_id, refers_to_id, relation)
);
create index document_reference_back on document_reference (refers_to_id);

-- A view on the submission's blob, decoded on read.
create table attachment (
  document_id uuid not null,
  position smallint not null,
  content_id text not null,
  name text not null,
  media_type text not null,
  blob_offset bigint not null,
  blob_length bigint not null,
  encoding text not null check (encoding in ('base64', 'raw')),
  octets bigint not null,
  sha256 bytea not null check (length(sha256) = 32),
  -- The octets are a ZIP of exactly one entry named by a UUID: the field's habit, unzipped on request.
  zipped boolean not null default false,
  primary key (document_id, position)
) partition by range (document_id);

-- How it travels --------------------------------------------------------------------------------------------------

create table delivery (
  id uuid primary key,
  document_id uuid not null,
  -- The code as written on the document, and the agency it names; null when it names none.
  addressed_code text not null,
  agency_id uuid,
  -- The agency that receives: itself, its contact point, an ancestor with a channel, or a successor.
  handover_id uuid,
  channel text not null check (channel in ('pull', 'webhook', 'axis', 'none')),
  axis text,
  -- Addresses that end at one handover, or travel in one Relay, share the state of their lead.
  -- The lead names all members, itself included.
  lead_id uuid not null,
  members uuid[] not null default '{}',
  state text not null check (state in
    ('due', 'claimed', 'sending', 'relayed', 'available', 'fetched', 'arrived', 'failed', 'dead', 'cancelled')),
  state_at timestamptz not null default now(),
  reason_code text,
  reason jsonb,
  kind text not null,
  urgent boolean not null,
  rank_at timestamptz not null,
  attempts integer not null default 0,
  -- Business status of the recipient, 01 to 06, and of a recall; not the transport state.
  business_code text,
  business_at timestamptz,
  recall_state text check (recall_state in ('asked', 'confirmed', 'refused', 'withdrawn')),
  arrived_at timestamptz
) partition by range (id);
create index delivery_document on delivery (document_id);
create index delivery_waiting on delivery (handover_id, rank_at, id) where state in ('available', 'fetched') and id = lead_id;
create index delivery_history on delivery (handover_id, id);

-- One narrow row per live push delivery; deleted with its terminal state in the same transaction.
create table dispatch (
  delivery_id uuid primary key,
  lane_id uuid not null,
  document_id uuid not null,
  state text not null check (state in ('due', 'claimed', 'sending')),
  urgent boolean not null,
  rank_at timestamptz not null,
  due_at timestamptz not null,
  deadline_at timestamptz not null,
  attempts integer not null default 0,
  -- Raised by every claim: a worker with an older epoch writes nothing.
  epoch integer not null default 0,
  attempt_id uuid,
  lease_until timestamptz
) with (fillfactor = 70);
create index dispatch_due on dispatch (lane_id, urgent, rank_at) where state = 'due';
create index dispatch_leased on dispatch (lease_until) where state <> 'due';

create table lane (
  id uuid primary key,
  -- agency:<id> for a recipient, axis:<name> for an axis.
  key text not null unique,
  cap smallint not null default 4,
  paused boolean not null default false,
  breaker text not null default 'closed' check (breaker in ('closed', 'open', 'half-open')),
  failures integer not null default 0,
  failed_at timestamptz,
  -- An open breaker lets one probe through after this.
  retry_at timestamptz
);

-- Which delivery waits for which: an update, replacement or recall never overtakes what it refers to.
create table predecessor (
  delivery_id uuid not null,
  predecessor_id uuid not null,
  -- Still waiting; false once the predecessor is terminal.
  open boolean not null default true,
  primary key (delivery_id, predecessor_id)
);
create index predecessor_back on predecessor (predecessor_id) where open;

create table attempt (
  id uuid primary key,
  delivery_id uuid not null,
  number integer not null,
  epoch integer not null,
  outcome text check (outcome in ('delivered', 'retry', 'permanent', 'lost')),
  http_status integer,
  error_code text,
  detail text,
  started_at timestamptz not null default now(),
  ended_at timestamptz
) partition by range (id);
create index attempt_delivery on attempt (delivery_id);

-- What proves it --------------------------------------------------------------------------------------------------

create table event (
  id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  type text not null,
  actor text not null,
  submission_id uuid,
  document_id uuid,
  delivery_id uuid,
  agency_id uuid,
  data jsonb not null default '{}',
  -- Leaf of the log = SHA-256(salt, canonical event); an erased salt makes the leaf say nothing.
  salt bytea not null check (length(salt) = 16)
) partition by range (id);
create index event_document on event (document_id, id) where document_id is not null;
create index event_submission on event (submission_id, id) where submission_id is not null;

-- Signed evidence, named after ETSI EN 319 522. The statement is committed with the step it states; the signature
-- follows within a second, and always before the receipt is served.
create table receipt (
  id uuid primary key,
  type text not null check (type in ('SubmissionAcceptance', 'SubmissionRejection', 'RelayAcceptance',
    'RelayFailure', 'ContentConsignment', 'ContentConsignmentFailure', 'ContentHandover', 'ContentHandoverFailure')),
  submission_id uuid not null,
  document_id uuid,
  delivery_id uuid,
  -- Canonical XML of the statement, as it will be signed.
  statement text not null,
  signature bytea,
  key_id text,
  issued_at timestamptz not null default now()
) partition by range (id);
create index receipt_document on receipt (document_id) where document_id is not null;
create index receipt_submission on receipt (submission_id);
create index receipt_unsigned on receipt (id) where signature is null;

-- Running ---------------------------------------------------------------------------------------------------------

-- Makes the partitions of the months from `first` on; safe to call again and at the same time.
create function ensure_partitions(first date, months integer) returns integer language plpgsql as $$
declare
  parent text;
  lower_at timestamptz;
  upper_at timestamptz;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(7305801);
  foreach parent in array array['submission', 'document', 'attachment', 'delivery', 'attempt', 'event', 'receipt'] loop
    for step in 0 .. months - 1 loop
      lower_at := (date_trunc('month', first) + make_interval(months => step))::timestamp at time zone 'UTC';
      upper_at := (date_trunc('month', first) + make_interval(months => step + 1))::timestamp at time zone 'UTC';
      if to_regclass(format('%I', parent || to_char(lower_at at time zone 'UTC', '_YYYYMM'))) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          parent || to_char(lower_at at time zone 'UTC', '_YYYYMM'), parent,
          rpad(lpad(to_hex((extract(epoch from lower_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid,
          rpad(lpad(to_hex((extract(epoch from upper_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid);
        made := made + 1;
      end if;
    end loop;
    -- A clock far off must not lose a document: what fits no month lands here, and `doctor` says so.
    if to_regclass(format('%I', parent || '_other')) is null then
      execute format('create table %I partition of %I default', parent || '_other', parent);
    end if;
  end loop;
  return made;
end $$;

grant select, insert, update, delete on all tables in schema public to lienthong_app;
-- The log is only ever added to.
revoke update, delete on event from lienthong_app;
