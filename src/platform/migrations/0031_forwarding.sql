-- Chuyển tiếp: a new document of the forwarding agency with the original's files, linked to it.
-- The incoming document that a draft forwards, as the page names it.
alter table draft add column forwards jsonb;

-- Beside document_reference, which both sides of a document read: whom a recipient passes it on to is its own affair.
create table forwarding (
  document_id uuid primary key,
  original_id uuid not null
);
create index forwarding_original on forwarding (original_id);
grant select, insert on forwarding to lienthong_app;
