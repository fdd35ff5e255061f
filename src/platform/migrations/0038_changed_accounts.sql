-- An account may be given another role or mandate.
grant update, delete on audit_mandate to lienthong_app;
