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

/** edXML times, duties and reports are in Vietnam time (QĐ 28/2018 Art 14(4)); the country has one zone and no summer time. */
export const VIETNAM = 'Asia/Ho_Chi_Minh';
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** `2026/11/22 16:45:00`: how edXML writes a moment, in Vietnam time. */
export function edxmlTimestamp(ms: number): string {
  const iso = new Date(ms + VIETNAM_OFFSET_MS).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}`;
}

/** `2026-11-22T16:45:00+07:00`: how receipts, screens and answers write a moment. */
export function vietnamTime(at: Date): string {
  return `${new Date(at.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}
