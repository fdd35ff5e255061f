-- How urgent: 0 none, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc (hẹn giờ too), or as urgent as what waits for it. The clerk's
-- lists rank by it; `urgent`, any of them, chooses the queue.
alter table delivery add column urgency smallint not null default 0 check (urgency between 0 and 3);
update delivery d set urgency = greatest(1, least(3, o.priority)) from document o
where o.id = d.document_id and d.urgent and d.state not in ('failed', 'cancelled') and d.business_code is distinct from '06';

drop index delivery_unaccepted, delivery_unfinished;
create index delivery_unaccepted on delivery (handover_id, urgency desc, id desc)
  where id = lead_id and kind = 'document' and state in ('available', 'fetched', 'arrived')
    and coalesce(business_code, '01') = '01';
create index delivery_unfinished on delivery (handover_id, urgency desc, id desc)
  where id = lead_id and kind = 'document' and business_code in ('03', '04', '05');
