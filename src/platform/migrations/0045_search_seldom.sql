-- What few documents have, among all that arrive: which documents these are is read from an index alone.
drop index delivery_set_apart;
create index delivery_not_arrived on delivery (state, id) include (document_id) where state <> 'arrived';
drop index delivery_reason;
create index delivery_reason on delivery (reason_code, id) include (document_id) where reason_code is not null;
-- search/events.ts names the same beginnings.
create index event_seldom on event (id) include (document_id, type) where document_id is not null and (
  starts_with(type, 'alert.') or starts_with(type, 'audit.') or starts_with(type, 'recall.')
  or starts_with(type, 'delivery.dead') or starts_with(type, 'delivery.failed'));
