-- Every document that an entry of the portal is or was: what recalls or updates one of a chain of updates is about the entry.
create table publication_document (
  document_id uuid primary key,
  publication_id uuid not null references publication on delete cascade
);
create index publication_document_entry on publication_document (publication_id);
insert into publication_document select id, id from publication;
insert into publication_document select document_id, id from publication where document_id <> id;

grant select, insert, update, delete on publication_document to lienthong_app;
