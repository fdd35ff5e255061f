/**
 * The process clock. It only times out sockets, makes ids and measures; PostgreSQL's clock decides leases, due times
 * and order. Tests inject a clock here; nobody sets the system's.
 */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds that never run backwards. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** All times are in Vietnam time (QĐ 28/2018 Art 14(4)); the country has one zone and no summer time. */
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** `2026-11-22T16:45:00+07:00`: how receipts, screens and answers write a moment. */
export function vietnamTime(at: Date): string {
  return `${new Date(at.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}

/** `2026-11-22`: the day of a moment in Vietnam, as dates are stored and compared. */
export function vietnamDay(at: Date): string {
  return vietnamTime(at).slice(0, 10);
}

/** `22/11/2026`: a day in a sentence, in either language. */
export function dayInWords(at: Date | number | string): string {
  // By fields: certificates that never end (99991231235959Z) reach the year 10000 here.
  const there = new Date(new Date(at).getTime() + VIETNAM_OFFSET_MS);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(there.getUTCDate())}/${two(there.getUTCMonth() + 1)}/${there.getUTCFullYear()}`;
}

/** `22/11/2026 16:45:00`: a moment in a sentence. */
export function momentInWords(at: Date | number | string): string {
  return `${dayInWords(at)} ${vietnamTime(new Date(at)).slice(-14, -6)}`;
}

/** `+07:00`: an offset from UTC as people write it. */
export function zoneInWords(offsetMinutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `22/11/2026 17:00`; the end of a day is `22/11/2026 24:00`, as people say when a period of days is over. */
export function dueInWords(at: Date | number | string): string {
  const ms = new Date(at).getTime();
  const midnight = (ms + VIETNAM_OFFSET_MS) % 86_400_000 === 0;
  return midnight ? `${dayInWords(ms - 1)} 24:00` : momentInWords(ms).slice(0, -3);
}
