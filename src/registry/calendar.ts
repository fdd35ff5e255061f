import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { type Calendar, DEFAULT_CALENDAR, mergeCalendar, parseCalendar } from './calendar-file.ts';
import { calendar } from './tables.ts';

/** The province's working calendar; the default of the product until one is imported. */
export async function readCalendar(reader: Reader): Promise<Calendar> {
  const [row] = await reader.select({ data: calendar.data }).from(calendar);
  if (!row) return DEFAULT_CALENDAR;
  // One that was imported before an alert had its time keeps to the default for that one.
  return { ...row.data, alerts: { ...DEFAULT_CALENDAR.alerts, ...row.data.alerts } };
}

/**
 * Takes a file in: hours, weekend and lead times as far as it has them; of the days, the years that it names are
 * replaced and the others stay. Gives the calendar as it is then.
 * @throws CALENDAR_INVALID
 */
export async function importCalendar(tx: Tx, text: string, actor: string): Promise<Calendar> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('calendar'))`);
  const merged = mergeCalendar(await readCalendar(tx), parseCalendar(text));
  await tx
    .insert(calendar)
    .values({ data: merged, importedBy: actor })
    .onConflictDoUpdate({ target: calendar.id, set: { data: merged, importedBy: actor, importedAt: sql`now()` } });
  return merged;
}
