drop index delivery_held;

-- The successor that an operator chose for this one delivery of a split agency: its reception decides, not the agency's.
alter table delivery add column decided_id uuid;
