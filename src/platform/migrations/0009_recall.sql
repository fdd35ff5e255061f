-- How a document was asked back, and since when: a thu hồi (package) must be obeyed, a 13 may be refused.
alter table delivery
  add column recall_form text check (recall_form in ('package', 'status13')),
  add column recall_asked_at timestamptz,
  -- Set once both sides have been told that no confirmation came in time.
  add column recall_overdue_at timestamptz;
create index delivery_recall_open on delivery (recall_asked_at) where recall_state = 'asked';

-- Wholly recalled: the sender's copy is frozen (NĐ 30/2020 PL VI III.8 a).
alter table document add column frozen_at timestamptz;

-- Which of the field's two forms of recall the system obeys; the hub translates the other one.
alter table system add column recall_form text not null default 'both'
  check (recall_form in ('package', 'status13', 'both'));

-- Messages that the hub owes to somebody and writes itself, kept until they are handed in.
create table owed_message (
  id uuid primary key,
  kind text not null check (kind in ('recall-package', 'recall-status13', 'recall-confirmation')),
  -- The delivery that is asked back.
  delivery_id uuid not null,
  reason text,
  due_at timestamptz not null default now()
);
create index owed_message_due on owed_message (due_at);
grant select, insert, update, delete on owed_message to lienthong_app;
