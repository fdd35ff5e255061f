import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readBySchema } from '../platform/issues.ts';
import { error } from './errors.ts';
import { isWorkingDay, nextWorkingDay, type WorkingCalendar } from './working-time.ts';

/** When people are told of a duty; times in minutes. */
export interface AlertTimes {
  /** Office minutes before a duty is due. */
  readonly remindMinutes: number;
  /** Office minutes after it was due, until its superior is told. */
  readonly escalateMinutes: number;
  /** Between two alerts about an urgent document that nobody has opened; around the clock. */
  readonly urgentRepeatMinutes: number;
  /** How often an urgent document that nobody opens is told in all; then the hub's administrators are told, and nobody more. */
  readonly urgentRepeatTimes: number;
  /** After its arrival, until the superior is told that nobody has opened it; around the clock. */
  readonly urgentEscalateMinutes: number;
}

/** The working calendar of the province, with the lead times of its alerts. */
export interface Calendar extends WorkingCalendar {
  readonly alerts: AlertTimes;
}

const LARGEST_FILE = 1_000_000;

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'phải là giờ, như 07:30 / must be a time such as 07:30')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const minutes = z.number().int().min(1).max(43_200);

const form = z.strictObject({
  hours: z
    .array(z.tuple([clock, clock]))
    .min(1)
    .max(4)
    .refine(
      (spans) => spans.flat().every((at, index, all) => index === 0 || at > all[index - 1]!),
      'các giờ phải tăng dần / the times must ascend',
    )
    .optional(),
  weekend: z.array(z.number().int().min(1).max(7)).max(6).optional(),
  days: z.record(z.iso.date(), z.enum(['off', 'working'])).optional(),
  alerts: z
    .strictObject({
      remindMinutes: minutes,
      escalateMinutes: minutes,
      urgentRepeatMinutes: minutes,
      urgentRepeatTimes: z.number().int().min(1).max(1_000),
      urgentEscalateMinutes: minutes,
    })
    .partial()
    .optional(),
});
export type CalendarFile = z.output<typeof form>;

/** Reads `schemas/calendar`'s form. Throws CALENDAR_INVALID naming what is wrong. */
export function parseCalendar(text: string): CalendarFile {
  if (text.length > LARGEST_FILE) {
    const vi = `dài hơn ${LARGEST_FILE} ký tự`;
    throw error('CALENDAR_INVALID', { vi, en: `it has more than ${LARGEST_FILE} characters` });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw error('CALENDAR_INVALID', { vi: 'không phải là JSON', en: 'it is no JSON' });
  }
  const read = readBySchema(form, json);
  if (read.problems) throw error('CALENDAR_INVALID', { ...read.problems });
  return read.data;
}

/**
 * The years that a file names replace those years; everything else that it leaves out stays.
 * @throws CALENDAR_INVALID when nobody would ever work again
 */
export function mergeCalendar(present: Calendar, file: CalendarFile): Calendar {
  const years = new Set(Object.keys(file.days ?? {}).map(yearOf));
  const kept = Object.entries(present.days).filter(([day]) => !years.has(yearOf(day)));
  const merged = {
    hours: file.hours ?? present.hours,
    weekend: file.weekend ?? present.weekend,
    days: Object.fromEntries([...kept, ...Object.entries(file.days ?? {})].sort(([a], [b]) => (a < b ? -1 : 1))),
    alerts: { ...present.alerts, ...file.alerts },
  };
  for (const day of Object.keys(merged.days)) requireWorkAfter(merged, day);
  return merged;
}

/** Every due time is reckoned with this calendar, in the transaction of its step: a bad one would stop the hub. */
function requireWorkAfter(calendar: WorkingCalendar, day: string): void {
  try {
    nextWorkingDay(calendar, day);
  } catch (cause) {
    const vi = `sau ${day} không còn ngày làm việc nào`;
    throw error('CALENDAR_INVALID', { vi, en: `there is no working day after ${day}` }, cause);
  }
}

/** What a hub starts with; schemas/calendar/SOURCE.md says where it comes from and what it lacks. */
export const DEFAULT_CALENDAR: Calendar = mergeCalendar(
  { hours: [], weekend: [], days: {}, alerts: {} as AlertTimes },
  parseCalendar(readFileSync(new URL('../../schemas/calendar/vietnam.json', import.meta.url), 'utf8')),
);

/** Whether the lunar new year was entered: it always begins between 21 January and 20 February, and no default has it. */
export function hasLunarNewYear(calendar: WorkingCalendar, year: number): boolean {
  return Object.entries(calendar.days).some(
    ([day, kind]) =>
      kind === 'off' &&
      day >= `${year}-01-17` &&
      day <= `${year}-02-28` &&
      isWorkingDay({ ...calendar, days: {} }, day),
  );
}

function yearOf(day: string): string {
  return day.slice(0, 4);
}
