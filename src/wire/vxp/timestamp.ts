/** Field systems run on Vietnam's time; a system whose clock keeps another one has its own offset in the registry. */
export const VIETNAM_OFFSET_MINUTES = 420;

const MINUTE_MS = 60_000;
const SHAPE = /^(\d\d)(\d\d)(\d{4})T(\d\d)(\d\d)(\d\d)\+(\d{1,4})$/;

/** `22112026T064318+0683`: local time, and behind the plus not a zone but milliseconds, four digits wide. */
export function formatTimestamp(at: Date, offsetMinutes: number = VIETNAM_OFFSET_MINUTES): string {
  const [date, time] = new Date(at.getTime() + offsetMinutes * MINUTE_MS).toISOString().split('T') as [string, string];
  const [year, month, day] = date.split('-');
  return `${day}${month}${year}T${time.slice(0, 8).replaceAll(':', '')}+${time.slice(9, 12).padStart(4, '0')}`;
}

/** Unix milliseconds; null for what is no such time, like the 31st of a shorter month. */
export function readTimestamp(text: string, offsetMinutes: number = VIETNAM_OFFSET_MINUTES): number | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [day = 0, month = 0, year = 0, hour, minute, second, millis = 0] = match.slice(1).map(Number);
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const exists = formatTimestamp(new Date(local), 0).slice(0, 15) === text.slice(0, 15);
  return exists ? local + millis - offsetMinutes * MINUTE_MS : null;
}

/** Whether a request's clock is within ten minutes of ours, on either side. */
export function isFresh(atMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) <= 10 * MINUTE_MS;
}
