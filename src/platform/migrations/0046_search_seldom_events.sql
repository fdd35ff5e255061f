-- By document: what is read for some documents finds their events in it too, instead of all events since the oldest.
drop index event_seldom;
create index event_seldom on event (document_id, id) include (type) where document_id is not null and (
  starts_with(type, 'alert.') or starts_with(type, 'audit.') or starts_with(type, 'recall.')
  or starts_with(type, 'delivery.dead') or starts_with(type, 'delivery.failed'));
