-- How often a package ended its verifier; waiting for revocation or an original is no such loss.
alter table submission add column verifier_losses smallint not null default 0;
