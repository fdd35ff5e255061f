-- A key that was replaced goes on being valid for a time, so that a system changes over without a pause.
alter table system add previous_key_sha256 bytea unique check (length(previous_key_sha256) = 32);
alter table system add previous_until timestamptz;
alter table system add check ((previous_key_sha256 is null) = (previous_until is null));
alter table vxp_credential add previous_secret bytea;
alter table vxp_credential add previous_until timestamptz;
alter table vxp_credential add check ((previous_secret is null) = (previous_until is null));

-- The directory as a tree is read level by level, each in the order of names.
create index agency_tree on agency (parent_id, name_plain, id);
drop index agency_parent;
