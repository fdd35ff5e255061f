-- Who signs with a certificate, where it is one person's; null for the agency's own (NĐ 30 Art 5(1) knows both).
alter table certificate add column person text check (length(person) between 1 and 200);

-- The inventory and what expires when are read in this order, page by page.
create index certificate_expiry on certificate (not_after, id);
