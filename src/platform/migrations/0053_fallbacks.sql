-- A second way for what an agency does not take: its official mailbox, after a set time.
create table fallback (
  agency_id uuid primary key references agency (id),
  connection text not null references connection (name),
  address text not null check (length(address) between 1 and 200),
  after_minutes integer not null check (after_minutes between 5 and 43200),
  -- Minutes of office hours; else of the clock.
  office_hours boolean not null,
  updated_at timestamptz not null default now()
);
grant select, insert, update, delete on fallback to lienthong_app;

-- Deliveries that went that way as well, or are about to; one mail each, ever. The delivery keeps its own channel and state.
create table fallback_mail (
  delivery_id uuid primary key,
  -- When it is tried next; null once it is over.
  due_at timestamptz default now(),
  tries integer not null default 0,
  -- When the mail server took it.
  left_at timestamptz,
  -- Why it is over, or not yet done.
  code text
);
create index fallback_mail_due on fallback_mail (due_at) where due_at is not null;
grant select, insert, update, delete on fallback_mail to lienthong_app;
