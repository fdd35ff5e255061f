-- When an agency's webhook was last called for a test: the next call waits its time, whichever process makes it.
alter table channel add tested_at timestamptz;
