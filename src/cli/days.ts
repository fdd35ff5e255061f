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
