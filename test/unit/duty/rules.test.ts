import { describe, expect, test } from 'vitest';
import { DUTY_KIND_NAMES } from '../../../src/cli/commands/duty.ts';
import { DUTY_KINDS } from '../../../src/duty/index.ts';
import { alertAt, noticeDue, processingDue, registrationDue, sendingDue, signedOn } from '../../../src/duty/rules.ts';
import { dueInWords } from '../../../src/platform/clock.ts';
import { type Calendar, DEFAULT_CALENDAR } from '../../../src/registry/index.ts';
import type { FileReport } from '../../../src/trust/index.ts';

const at = (text: string) => new Date(`${text}:00+07:00`);
/** Friday 20/11, a holiday on Monday 23/11, a swapped Saturday 28/11 for Tuesday 1/12. */
const calendar: Calendar = {
  ...DEFAULT_CALENDAR,
  days: { '2026-11-23': 'off', '2026-11-28': 'working', '2026-12-01': 'off' },
};
const words = (due: Date) => dueInWords(due);

describe('the notice of receipt is due', () => {
  test.each([
    ['on a Friday at 16:45, that day', '2026-11-20T16:45', '20/11/2026 24:00'],
    ['when the office has closed, on the next working day', '2026-11-20T17:00', '24/11/2026 24:00'],
    ['one minute before midnight as at midnight, on the day that begins', '2026-11-25T23:59', '26/11/2026 24:00'],
    ['before the office opens, that day', '2026-11-26T00:00', '26/11/2026 24:00'],
    ['on a holiday, on the working day after it', '2026-11-23T09:00', '24/11/2026 24:00'],
    ['on a swapped Saturday, that day', '2026-11-28T10:00', '28/11/2026 24:00'],
    ['on a Sunday, on Monday', '2026-11-29T10:00', '30/11/2026 24:00'],
  ])('%s', (_, arrived, due) => {
    expect(words(noticeDue(calendar, at(arrived)))).toBe(due);
  });
});

describe('registration is due', () => {
  test.each([
    ['on the next working day', '2026-11-24T09:00', '25/11/2026 24:00'],
    ['over a weekend and the holiday after it', '2026-11-20T16:45', '24/11/2026 24:00'],
    ['on the swapped Saturday', '2026-11-27T16:45', '28/11/2026 24:00'],
    ['by the day in Vietnam: 23:59 and 00:00 are a day apart', '2026-11-25T23:59', '26/11/2026 24:00'],
    ['by the day in Vietnam, after midnight', '2026-11-26T00:00', '27/11/2026 24:00'],
    ['over the day that was swapped away', '2026-11-30T09:00', '02/12/2026 24:00'],
  ])('%s', (_, arrived, due) => {
    expect(words(registrationDue(calendar, at(arrived)))).toBe(due);
  });
});

test('a document is sent by the end of the next working morning after its signing', () => {
  expect(words(sendingDue(calendar, '2026-11-20'))).toBe('24/11/2026 11:30');
  expect(words(sendingDue(calendar, '2026-11-27'))).toBe('28/11/2026 11:30');
});

test('a time limit ends with its day; one that was over on arrival binds nobody', () => {
  expect(words(processingDue('2026-11-30', at('2026-11-24T09:00'))!)).toBe('30/11/2026 24:00');
  expect(processingDue('2026-11-24', at('2026-11-24T23:59'))).not.toBeNull();
  expect(processingDue('2026-11-23', at('2026-11-24T00:00'))).toBeNull();
  expect(processingDue(null, at('2026-11-24T00:00'))).toBeNull();
});

describe('the day of signing', () => {
  const received = at('2026-11-25T10:00');
  const file = (claimedTime: string, more: object = {}) =>
    ({
      pdf: {
        signatures: [{ kind: 'signature', state: 'intact', removed: false, claimedTime, timestamp: null, ...more }],
      },
    }) as unknown as FileReport;

  test('is that of the document, or a later one of an intact signature in its files', () => {
    expect(signedOn('2026-11-20', [], received)).toBe('2026-11-20');
    expect(signedOn('2026-11-20', [file('2026-11-24T08:00:00+07:00')], received)).toBe('2026-11-24');
    expect(signedOn('2026-11-20', [file('2026-11-18T08:00:00+07:00')], received)).toBe('2026-11-20');
    expect(signedOn(null, [file('2026-11-23T18:30:00Z')], received)).toBe('2026-11-24');
    expect(signedOn(null, [], received)).toBeNull();
  });

  test('is not moved by a broken signature, a time that has not come, or a claim that a time-stamp corrects', () => {
    expect(signedOn('2026-11-20', [file('2026-11-24T08:00:00+07:00', { state: 'invalid' })], received)).toBe(
      '2026-11-20',
    );
    expect(signedOn('2026-11-20', [file('2026-11-26T08:00:00+07:00')], received)).toBe('2026-11-20');
    expect(signedOn('2026-11-20', [file('no time')], received)).toBe('2026-11-20');
    const timestamp = { state: 'intact', time: '2026-11-21T08:00:00+07:00' };
    expect(signedOn('2026-11-20', [file('2026-11-24T08:00:00+07:00', { timestamp })], received)).toBe('2026-11-21');
  });
});

describe('people are told', () => {
  const duty = { startedAt: at('2026-11-20T09:00'), dueAt: at('2026-11-25T00:00') };

  test('two office hours before it is due, when offices open after it, and the superior a working day later', () => {
    expect(alertAt(calendar, duty, 'soon')).toEqual(at('2026-11-24T15:00'));
    expect(alertAt(calendar, duty, 'overdue')).toEqual(at('2026-11-25T07:30'));
    expect(alertAt(calendar, duty, 'neglected')).toEqual(at('2026-11-26T07:30'));
  });

  test('never in the first half hour', () => {
    const late = { startedAt: at('2026-11-24T16:45'), dueAt: at('2026-11-25T00:00') };
    expect(alertAt(calendar, late, 'soon')).toEqual(at('2026-11-24T17:15'));
  });
});

test('the command line knows every kind', () => {
  expect([...DUTY_KIND_NAMES].sort()).toEqual([...DUTY_KINDS].sort());
});
