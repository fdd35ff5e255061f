-- Counted and listed by agency and kind: with the kind inside, neither reads past what it shows.
drop index duty_agency;
create index duty_agency on duty (agency_id, kind, due_at, delivery_id);
