-- A dead letter that is sent again must know what has followed it since: settled pairs are looked up from both ends too.
drop index predecessor_back;
create index predecessor_back on predecessor (predecessor_id);
