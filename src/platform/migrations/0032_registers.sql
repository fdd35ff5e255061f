-- The books of NĐ 30/2020, Phụ lục IV: incoming (VI) and its follow-up (VIII), outgoing (I) and by post (III); paper
-- documents are entered by hand in the same series of numbers (Điều 15, Điều 22).

-- What a reader types is found whatever its diacritics and capitals.
create function plain_words(words text) returns text language sql immutable parallel safe
  return lower(regexp_replace(replace(replace(normalize(words, NFD), 'đ', 'd'), 'Đ', 'D'), '[\u0300-\u036f]', '', 'g'));

-- A book may begin at any number: 0 is a book whose first number is still to be given.
alter table register_book drop constraint register_book_last_number_check;
alter table register_book add check (last_number >= 0);

-- A line without a document is a paper document, entered by hand.
alter table register_entry alter document_id drop not null;
alter table register_entry alter delivery_id drop not null;
alter table register_entry add check ((document_id is null) = (delivery_id is null));
alter table register_entry
  add id uuid not null default gen_random_uuid() unique,
  add arrived_on date,
  add kind text not null default '',
  add helpers text,
  add directive text,
  add due_on date,
  -- The last of 03 to 06 that was reported, or that a clerk wrote down.
  add progress text check (progress in ('03', '04', '05', '06')),
  add reply_code text,
  add remark text not null default '',
  -- Goes up with every change by hand, so that two clerks at one line see each other.
  add version integer not null default 0;
update register_entry set arrived_on = (registered_at at time zone 'Asia/Ho_Chi_Minh')::date, progress = '03';
alter table register_entry alter arrived_on set not null,
  alter arrived_on set default (now() at time zone 'Asia/Ho_Chi_Minh')::date;
alter table register_entry drop constraint register_entry_note_check;
alter table register_entry add check (note in ('recalled', 'returned', 'cancelled'));
-- The day on which it was handed on; a clerk may write an earlier one.
alter table register_entry add handed_on date;
update register_entry set handed_on = (handed_at at time zone 'Asia/Ho_Chi_Minh')::date;
alter table register_entry drop handed_at;
alter table register_entry add search text generated always as (plain_words(
  author || ' ' || code || ' ' || kind || ' ' || summary || ' ' || coalesce(handed_to, '') || ' ' || remark)) stored not null;

-- One line a document that an agency has sent, through whatever door, or on paper alone (its id is then its own).
create table outgoing_entry (
  id uuid primary key,
  agency_id uuid not null references agency,
  paper boolean not null,
  -- In figures, for the order of the book; 0 when the document bears none.
  number integer not null,
  code text not null,
  issued_on date not null,
  kind text not null,
  summary text not null,
  signer text not null,
  recipients text not null,
  kept_by text not null default '',
  copies integer,
  forwarded_on date,
  -- Paper copies by post (Phụ lục IV, mục III).
  envelopes integer check (envelopes > 0),
  note text check (note in ('recalled', 'cancelled')),
  remark text not null default '',
  version integer not null default 0,
  search text generated always as (plain_words(
    code || ' ' || kind || ' ' || summary || ' ' || signer || ' ' || recipients || ' ' || remark)) stored not null
);
create index outgoing_entry_book on outgoing_entry (agency_id, issued_on, number, id);

-- What a clerk has changed on a line: nothing in a book is ever changed without a trace.
create table register_correction (
  id uuid primary key,
  line_id uuid not null,
  at timestamptz not null default now(),
  actor text not null,
  reason text not null,
  changes jsonb not null
);
create index register_correction_line on register_correction (line_id, id);

grant select, insert, update on outgoing_entry to lienthong_app;
grant select, insert on register_correction to lienthong_app;
