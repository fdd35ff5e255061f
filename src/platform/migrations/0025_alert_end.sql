-- An alert that is told again ends after so many times, even if nobody settles it.
alter table alert add column repeat_times integer check (repeat_times > 0);
update alert set repeat_times = 16 where repeat_seconds is not null;
alter table alert add check ((repeat_seconds is null) = (repeat_times is null));
