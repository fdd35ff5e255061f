-- Of several successors, the one that takes over the mail and the past of a closed agency. Without one, mail to the
-- agency is held until an operator chooses.
alter table agency_successor add column is_heir boolean not null default false;
create unique index agency_successor_heir on agency_successor (agency_id) where is_heir;

-- held: stored, with nobody to go to until somebody decides.
alter table delivery drop constraint delivery_state_check;
alter table delivery add constraint delivery_state_check check (state in
  ('due', 'claimed', 'sending', 'relayed', 'available', 'fetched', 'arrived', 'failed', 'dead', 'cancelled', 'held'));
create index delivery_held on delivery (agency_id, id) where state = 'held';
create index delivery_dead on delivery (handover_id, id) where state = 'dead' and id = lead_id;
