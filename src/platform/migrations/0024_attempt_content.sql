-- Whether any octet of the content left the hub in a try: what never left needs no recall. Null where nobody can say.
alter table attempt add column content_left boolean;
