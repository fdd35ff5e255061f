-- Dossiers of a một cửa system end by a rule of their own.
alter table retention_rule drop constraint retention_rule_class_check,
  add constraint retention_rule_class_check
    check (class in ('content', 'status', 'attempts', 'metadata', 'dossiers', 'evidence'));
