-- What a page sends while one types may arrive after what its button has sent: it is kept for the same version only.
alter table draft add column version integer not null default 0;
