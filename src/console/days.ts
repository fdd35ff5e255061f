/** The fields that hold a day, on whatever page they stand. */
const DAY_FIELDS: ReadonlySet<string> = new Set([
  'arrivedOn',
  'at',
  'date',
  'day',
  'due',
  'dueOn',
  'forwardedOn',
  'from',
  'handedOn',
  'issuedOn',
  'to',
  'until',
]);

/**
 * What a form sends in a field. A day is typed as offices write it, `26/11/2026`, whatever the browser's language would
 * make of a field for dates, and is read as `2026-11-26`; what is no day stays as typed, for the field's own check.
 */
export function readField(name: string, value: string): string {
  if (!DAY_FIELDS.has(name)) return value;
  const [, day, month, year] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(value) ?? [];
  return day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value;
}
