-- Lines of the outgoing book count as what was issued: a day in which one was written or changed is counted again.
create function note_issued() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into board_due values (old.agency_id, old.issued_on);
  end if;
  insert into board_due values (new.agency_id, new.issued_on);
  return null;
end $$;
create trigger outgoing_entry_issued after insert or update of issued_on, paper, note on outgoing_entry
  for each row execute function note_issued();
