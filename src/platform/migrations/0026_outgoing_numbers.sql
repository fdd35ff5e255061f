-- Numbers of outgoing documents: one series per agency, year and kind of document (NĐ 30/2020, Điều 15).
-- Whoever takes or gives back a number holds the book's row until the transaction ends.
create table outgoing_book (
  agency_id uuid not null references agency,
  year smallint not null,
  series text not null check (series <> ''),
  last_number integer not null check (last_number >= 0),
  primary key (agency_id, year, series)
);

-- A number belongs to what is being written (holder), later to the document; one that belongs to neither was given back
-- and is the next to be taken.
create table outgoing_number (
  agency_id uuid not null,
  year smallint not null,
  series text not null,
  number integer not null check (number > 0),
  holder_id uuid,
  document_id uuid,
  taken_by text not null,
  taken_at timestamptz not null default now(),
  primary key (agency_id, year, series, number),
  foreign key (agency_id, year, series) references outgoing_book,
  check (holder_id is null or document_id is null)
);
create unique index outgoing_number_holder on outgoing_number (holder_id) where holder_id is not null;
create index outgoing_number_free on outgoing_number (agency_id, year, series, number)
  where holder_id is null and document_id is null;

grant select, insert, update, delete on outgoing_book, outgoing_number to lienthong_app;
