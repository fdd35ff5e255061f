-- The book of incoming documents (NĐ 30/2020, Phụ lục IV, mục VI), for agencies that work at the web pages.
-- The last number given, one row an agency and year: whoever gives the next one holds the row until it commits.
create table register_book (
  agency_id uuid not null references agency,
  year smallint not null,
  last_number integer not null check (last_number > 0),
  primary key (agency_id, year)
);

-- Facts are written as they were: a book outlives the document, which leaves by recall or retention.
create table register_entry (
  agency_id uuid not null,
  year smallint not null,
  number integer not null,
  document_id uuid not null,
  delivery_id uuid not null,
  registered_at timestamptz not null default now(),
  author text not null,
  code text not null,
  issued_on date,
  summary text not null,
  handed_to text,
  handed_at timestamptz,
  note text check (note in ('recalled', 'returned')),
  primary key (agency_id, year, number),
  foreign key (agency_id, year) references register_book,
  unique (agency_id, document_id)
);
create index register_entry_delivery on register_entry (delivery_id);

-- A number is never taken back, so nothing is deleted.
grant select, insert, update on register_book, register_entry to lienthong_app;
