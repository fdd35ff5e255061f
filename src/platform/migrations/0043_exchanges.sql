-- The last call of a try as an operator may read it: no query and no credentials in the address, of the answer its
-- beginning without keys, long values and anything that repeats a document.
alter table attempt add column method text;
alter table attempt add column address text;
alter table attempt add column answer text;

-- When a system last showed its key; written at most once a minute.
alter table system add column seen_at timestamptz;
