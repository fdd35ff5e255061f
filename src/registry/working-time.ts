/**
 * Working time in Vietnam: pure arithmetic on a calendar. The country has one zone and no summer time, so a day is
 * always 24 hours from midnight UTC+07:00 (QĐ 28/2018 Art 14(4)).
 */
export interface WorkingCalendar {
  /** Spans of office hours in minutes of the day, the first one being the morning. */
  readonly hours: readonly (readonly [from: number, to: number])[];
  /** ISO numbers of the days without work, 1 being Monday. */
  readonly weekend: readonly number[];
  /** Days that differ from their day of the week, `yyyy-mm-dd`: holidays, and weekend days on which people work. */
  readonly days: Readonly<Record<string, 'off' | 'working'>>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OFFSET_MS = 7 * 3_600_000;
/** Longest stretch without a working day that a calendar may have. */
const LONGEST_REST_DAYS = 60;

/** The day in Vietnam, `yyyy-mm-dd`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

export function startOfDay(day: string): Date {
  return new Date(Date.parse(day) - OFFSET_MS);
}

/** Midnight at which the day is over: a period of days ends at 24:00 of its last day (Bộ luật Dân sự 2015, Art 148(6)). */
export function endOfDay(day: string): Date {
  return new Date(startOfDay(day).getTime() + DAY_MS);
}

export function isWorkingDay(calendar: WorkingCalendar, day: string): boolean {
  const kind = calendar.days[day];
  if (kind) return kind === 'working';
  // Sunday is 0 to JavaScript and 7 to ISO 8601.
  return !calendar.weekend.includes(new Date(day).getUTCDay() || 7);
}

/** The first working day after this day. */
export function nextWorkingDay(calendar: WorkingCalendar, day: string): string {
  for (let ahead = 1; ahead <= LONGEST_REST_DAYS; ahead += 1) {
    const next = new Date(Date.parse(day) + ahead * DAY_MS).toISOString().slice(0, 10);
    if (isWorkingDay(calendar, next)) return next;
  }
  throw new Error(`the calendar has no working day within ${LONGEST_REST_DAYS} days of ${day}`);
}

/** When the morning of the first working day after this day is over (QĐ 28/2018 Art 6(2)). */
export function endOfNextWorkingMorning(calendar: WorkingCalendar, day: string): Date {
  return atMinute(nextWorkingDay(calendar, day), calendar.hours[0]![1]);
}

export function isWorkingTime(calendar: WorkingCalendar, at: Date): boolean {
  const minutes = (at.getTime() - startOfDay(dayOf(at)).getTime()) / MINUTE_MS;
  return isWorkingDay(calendar, dayOf(at)) && calendar.hours.some(([from, to]) => minutes >= from && minutes < to);
}

/** The moment after so many minutes of office hours; with 0 the moment itself, or the next one at which people work. */
export function addWorkingMinutes(calendar: WorkingCalendar, at: Date, minutes: number): Date {
  let left = minutes * MINUTE_MS;
  for (const [from, to] of spansFrom(calendar, at)) {
    const start = Math.max(from, at.getTime());
    if (start + left < to) return new Date(start + left);
    left -= Math.max(0, to - start);
  }
  throw new Error('unreachable: spans never end');
}

/** The moment so many minutes of office hours earlier. */
export function subtractWorkingMinutes(calendar: WorkingCalendar, at: Date, minutes: number): Date {
  let left = minutes * MINUTE_MS;
  for (const [from, to] of spansBefore(calendar, at)) {
    const end = Math.min(to, at.getTime());
    if (end - left >= from) return new Date(end - left);
    left -= Math.max(0, end - from);
  }
  throw new Error('unreachable: spans never end');
}

function* spansFrom(calendar: WorkingCalendar, at: Date): Generator<[number, number]> {
  const today = dayOf(at);
  let day = isWorkingDay(calendar, today) ? today : nextWorkingDay(calendar, today);
  while (true) {
    for (const span of spansOf(calendar, day)) if (span[1] > at.getTime()) yield span;
    day = nextWorkingDay(calendar, day);
  }
}

function* spansBefore(calendar: WorkingCalendar, at: Date): Generator<[number, number]> {
  let rest = 0;
  for (let day = dayOf(at); rest <= LONGEST_REST_DAYS; day = dayOf(new Date(startOfDay(day).getTime() - 1))) {
    rest = isWorkingDay(calendar, day) ? 0 : rest + 1;
    if (rest > 0) continue;
    for (const span of spansOf(calendar, day).reverse()) if (span[0] < at.getTime()) yield span;
  }
}

function spansOf(calendar: WorkingCalendar, day: string): [number, number][] {
  return calendar.hours.map(([from, to]) => [atMinute(day, from).getTime(), atMinute(day, to).getTime()]);
}

function atMinute(day: string, minute: number): Date {
  return new Date(startOfDay(day).getTime() + minute * MINUTE_MS);
}
