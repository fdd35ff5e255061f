-- Six roles: whoever administers a branch, reads the figures, or administers the hub is a person of his own.
alter table account drop constraint account_role_check;
alter table account add constraint account_role_check
  check (role in ('clerk', 'agency-admin', 'operator', 'auditor', 'statistics', 'administrator'));
