import {
  addWorkingMinutes,
  type Calendar,
  dayOf,
  endOfDay,
  endOfNextWorkingMorning,
  isWorkingDay,
  nextWorkingDay,
  startOfDay,
  subtractWorkingMinutes,
} from '../registry/index.ts';
import type { FileReport } from '../trust/index.ts';
import type { DutyKind } from './kinds.ts';

const MINUTE_MS = 60_000;
/** Nobody is reminded of what has only just come. */
const GRACE_MS = 30 * MINUTE_MS;

/**
 * The same day (NĐ 30/2020 Art 21(2)(c)). People answer in office hours: what comes after the last of them, or on a day
 * off, belongs to the next working day.
 */
export function noticeDue(calendar: Calendar, arrivedAt: Date): Date {
  const day = dayOf(arrivedAt);
  const closing = startOfDay(day).getTime() + calendar.hours.at(-1)![1] * MINUTE_MS;
  const sameDay = isWorkingDay(calendar, day) && arrivedAt.getTime() < closing;
  return endOfDay(sameDay ? day : nextWorkingDay(calendar, day));
}

/** That day, at the latest the next working day (NĐ 30/2020 Art 4(2)(c)). */
export function registrationDue(calendar: Calendar, arrivedAt: Date): Date {
  return endOfDay(nextWorkingDay(calendar, dayOf(arrivedAt)));
}

/** The day that the sender wrote; null for one that was over when the document came. */
export function processingDue(dueOn: string | null, arrivedAt: Date): Date | null {
  return dueOn === null || dueOn < dayOf(arrivedAt) ? null : endOfDay(dueOn);
}

/** The day of signing, at the latest the morning of the next working day (QĐ 28/2018 Art 6(2)). */
export function sendingDue(calendar: Calendar, signedOn: string): Date {
  return endOfNextWorkingMorning(calendar, signedOn);
}

/**
 * The day on which a document was signed: the date that it bears, or the later one of an intact signature in its PDF
 * files, time-stamped or claimed. Times after the hub received it are no times of signing. Null when nothing says it.
 */
export function signedOn(promulgatedOn: string | null, files: readonly FileReport[], receivedAt: Date): string | null {
  const times = files
    .flatMap((file) => file.pdf?.signatures ?? [])
    .flatMap((signature) => {
      if (signature.kind !== 'signature' || signature.state !== 'intact' || signature.removed) return [];
      const time = signature.timestamp?.state === 'intact' ? signature.timestamp.time : signature.claimedTime;
      const at = Date.parse(time ?? '');
      return at <= receivedAt.getTime() ? [dayOf(new Date(at))] : [];
    });
  const days = promulgatedOn === null ? times : [...times, promulgatedOn];
  return days.sort().at(-1) ?? null;
}

/** Which duties a status of the recipient ends, and how. */
export const BY_STATUS: Readonly<
  Record<string, { readonly done: readonly DutyKind[]; readonly lifted: readonly DutyKind[] }>
> = {
  '01': { done: ['notice'], lifted: [] },
  '02': { done: ['notice'], lifted: ['registration', 'processing'] },
  '03': { done: ['notice', 'registration'], lifted: [] },
  '04': { done: ['notice', 'registration'], lifted: [] },
  '05': { done: ['notice', 'registration'], lifted: [] },
  '06': { done: ['notice', 'registration', 'processing'], lifted: [] },
};

/** Before a duty is due, when it is overdue, when its superior is told. */
export const STAGES = ['soon', 'overdue', 'neglected'] as const;
export type Stage = (typeof STAGES)[number];

/** When people are told for this stage; the hours are those of offices. */
export function alertAt(calendar: Calendar, it: { startedAt: Date; dueAt: Date }, stage: Stage): Date {
  const { remindMinutes, escalateMinutes } = calendar.alerts;
  switch (stage) {
    case 'soon': {
      const before = subtractWorkingMinutes(calendar, it.dueAt, remindMinutes);
      return new Date(Math.max(before.getTime(), it.startedAt.getTime() + GRACE_MS));
    }
    case 'overdue':
      return addWorkingMinutes(calendar, it.dueAt, 0);
    case 'neglected':
      return addWorkingMinutes(calendar, it.dueAt, escalateMinutes);
  }
}
