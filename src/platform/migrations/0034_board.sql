-- What the figures of the board are made of: one narrow line for everything that counts, with the document behind it.
-- Written in the transaction of the step it tells, and only ever added to. It takes the place of duty_end.
create table board_fact (
  document_id uuid not null,
  delivery_id uuid,
  -- Whose figure it is.
  agency_id uuid not null,
  -- In Vietnam: of the due time for a duty, else of the step.
  day date not null,
  figure text not null,
  outcome text not null,
  -- Of a duty, from the start of its clock to its end; of an arrival, from the hub's acceptance.
  seconds bigint
) partition by range (document_id);
create index board_fact_list on board_fact (agency_id, figure, day desc, document_id desc);

-- Which agencies' days have to be counted again: only ever inserted, so that no step waits for another's total.
create table board_due (
  agency_id uuid not null,
  day date not null
);

-- The counts of one agency and day by name (`notice.kept`); always counted whole, from the facts.
create table board_day (
  agency_id uuid not null references agency,
  day date not null,
  counts jsonb not null,
  primary key (agency_id, day)
);

-- The same of a month, quarter and year (`2026-11`, `2026-Q4`, `2026`): a page reads one row an agency.
create table board_period (
  period text not null,
  agency_id uuid not null references agency,
  counts jsonb not null,
  primary key (period, agency_id)
);

-- Up to when duties that nobody has done were looked at; until they end they count as open.
create table board_overdue (
  until timestamptz not null
);
insert into board_overdue values ('-infinity');

-- What only the agency knows, declared for a month: without it the hub has no denominator.
create table board_declaration (
  agency_id uuid not null references agency,
  -- Its first day.
  month date not null check (extract(day from month) = 1),
  -- Documents issued, on paper or electronic, that had to be sent to other agencies.
  issued integer check (issued >= 0),
  -- Persons who may sign.
  leaders integer check (leaders >= 0),
  declared_by text not null,
  declared_at timestamptz not null default now(),
  primary key (agency_id, month)
);

-- In which months a person has worked at the pages.
create table account_month (
  account_id uuid not null references account,
  month date not null,
  primary key (account_id, month)
);

drop table duty_end, duty_figure;

-- As in 0001, for every partitioned table of the schema.
create or replace function ensure_partitions(first date, months integer) returns integer language plpgsql as $$
declare
  parent text;
  lower_at timestamptz;
  upper_at timestamptz;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(7305801);
  for parent in select relname from pg_class
    where relkind = 'p' and relnamespace = 'public'::regnamespace order by relname loop
    for step in 0 .. months - 1 loop
      lower_at := (date_trunc('month', first) + make_interval(months => step))::timestamp at time zone 'UTC';
      upper_at := (date_trunc('month', first) + make_interval(months => step + 1))::timestamp at time zone 'UTC';
      if to_regclass(format('%I', parent || to_char(lower_at at time zone 'UTC', '_YYYYMM'))) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          parent || to_char(lower_at at time zone 'UTC', '_YYYYMM'), parent,
          rpad(lpad(to_hex((extract(epoch from lower_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid,
          rpad(lpad(to_hex((extract(epoch from upper_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid);
        made := made + 1;
      end if;
    end loop;
    if to_regclass(format('%I', parent || '_other')) is null then
      execute format('create table %I partition of %I default', parent || '_other', parent);
    end if;
  end loop;
  return made;
end $$;
select ensure_partitions(to_date(right(relname, 6), 'YYYYMM'), 1)
from pg_inherits join pg_class on pg_class.oid = inhrelid
where inhparent = 'document'::regclass and relname ~ '_[0-9]{6}$';

grant select, insert, update, delete on board_fact, board_due, board_day, board_period, board_overdue,
  board_declaration, account_month to lienthong_app;
