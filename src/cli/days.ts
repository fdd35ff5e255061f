import { InvalidArgumentError } from 'commander';

/** A day of the calendar as an option's `parse`: its first moment in Vietnam time. */
export function day(text: string): Date {
  const at = new Date(`${text}T00:00:00+07:00`);
  const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime());
  // 2026-02-30 is taken for the second of March by some readers.
  if (!real || new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('yyyy-MM-dd');
  }
  return at;
}

/** A day, or a minute of it (`2026-11-25T14:30`), as an option's `parse`; in Vietnam time. */
export function moment(text: string): Date {
  const [date = '', time] = text.split('T');
  const start = day(date);
  if (time === undefined) return start;
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined) throw new InvalidArgumentError('yyyy-MM-ddTHH:mm');
  return new Date(start.getTime() + (Number(hours) * 60 + Number(minutes)) * 60_000);
}
