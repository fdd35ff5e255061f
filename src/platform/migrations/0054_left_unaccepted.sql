-- What only left for an agency (0051) is on its clerk's list too: the list's index has it, or PostgreSQL could not use it.
drop index delivery_unaccepted;
create index delivery_unaccepted on delivery (handover_id, urgency desc, id desc)
  where id = lead_id and kind = 'document' and state in ('available', 'fetched', 'left', 'arrived')
    and coalesce(business_code, '01') = '01';
