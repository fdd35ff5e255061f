import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_CALENDAR,
  hasLunarNewYear,
  mergeCalendar,
  parseCalendar,
} from '../../../src/registry/calendar-file.ts';
import {
  addWorkingMinutes,
  dayOf,
  endOfDay,
  endOfNextWorkingMorning,
  isWorkingDay,
  isWorkingTime,
  nextWorkingDay,
  startOfDay,
  subtractWorkingMinutes,
  type WorkingCalendar,
} from '../../../src/registry/working-time.ts';
import { read } from '../house/source.ts';

const at = (text: string) => new Date(`${text}:00+07:00`);
const calendar: WorkingCalendar = {
  ...DEFAULT_CALENDAR,
  days: { '2026-11-23': 'off', '2026-11-28': 'working', '2026-12-01': 'off' },
};

describe('working time in Vietnam', () => {
  test('counts the day by UTC+07:00: one minute before midnight and midnight are two days', () => {
    expect([dayOf(at('2026-11-26T23:59')), dayOf(at('2026-11-27T00:00'))]).toEqual(['2026-11-26', '2026-11-27']);
    expect(startOfDay('2026-11-27')).toEqual(endOfDay('2026-11-26'));
    expect(dayOf(new Date('2026-11-26T16:59:59Z'))).toBe('2026-11-26');
  });

  test('passes over the weekend and a holiday after it, and works on a swapped Saturday', () => {
    expect(nextWorkingDay(calendar, '2026-11-20')).toBe('2026-11-24');
    expect(nextWorkingDay(calendar, '2026-11-27')).toBe('2026-11-28');
    expect(isWorkingTime(calendar, at('2026-11-28T09:00'))).toBe(true);
    expect(isWorkingTime(calendar, at('2026-11-23T09:00'))).toBe(false);
    expect(endOfNextWorkingMorning(calendar, '2026-11-30')).toEqual(at('2026-12-02T11:30'));
  });

  test('adds and takes away office hours over noon, night, weekend and holiday', () => {
    expect(addWorkingMinutes(calendar, at('2026-11-20T16:45'), 30)).toEqual(at('2026-11-24T07:45'));
    expect(addWorkingMinutes(calendar, at('2026-11-24T11:00'), 60)).toEqual(at('2026-11-24T13:30'));
    expect(addWorkingMinutes(calendar, at('2026-11-21T10:00'), 0)).toEqual(at('2026-11-24T07:30'));
    expect(subtractWorkingMinutes(calendar, endOfDay('2026-11-24'), 120)).toEqual(at('2026-11-24T15:00'));
    expect(subtractWorkingMinutes(calendar, at('2026-11-24T07:45'), 30)).toEqual(at('2026-11-20T16:45'));
  });

  const moment = fc
    .integer({ min: 0, max: 60 * 24 * 60 })
    .map((minute) => new Date(at('2026-11-01T00:00').getTime() + minute * 60_000));
  const days = fc.dictionary(
    fc
      .integer({ min: 0, max: 90 })
      .map((ahead) => dayOf(new Date(at('2026-10-25T12:00').getTime() + ahead * 86_400_000))),
    fc.constantFrom('off' as const, 'working' as const),
    { maxKeys: 12 },
  );
  const some = days.map((kinds): WorkingCalendar => ({ ...calendar, days: kinds }));

  test('any sum of minutes is the same in one step or two, and its minutes are those at which people work', () => {
    fc.assert(
      fc.property(some, moment, fc.nat(900), fc.nat(900), (c, from, a, b) => {
        const whole = addWorkingMinutes(c, from, a + b);
        expect(addWorkingMinutes(c, addWorkingMinutes(c, from, a), b)).toEqual(whole);
        expect(isWorkingTime(c, whole)).toBe(true);
        let worked = 0;
        for (let time = from.getTime(); time < whole.getTime(); time += 60_000)
          worked += isWorkingTime(c, new Date(time)) ? 1 : 0;
        expect(worked).toBe(a + b);
      }),
      { numRuns: 60 },
    );
  });

  test('taking away what was added comes back to the same office minute', () => {
    fc.assert(
      fc.property(some, moment, fc.integer({ min: 1, max: 2_000 }), (c, from, minutes) => {
        const start = addWorkingMinutes(c, from, 0);
        expect(subtractWorkingMinutes(c, addWorkingMinutes(c, start, minutes), minutes)).toEqual(start);
      }),
    );
  });

  test('the next working day is later, worked, and nothing between is', () => {
    fc.assert(
      fc.property(some, moment, (c, from) => {
        const next = nextWorkingDay(c, dayOf(from));
        expect(next > dayOf(from) && isWorkingDay(c, next)).toBe(true);
        for (let day = endOfDay(dayOf(from)); dayOf(day) < next; day = endOfDay(dayOf(day)))
          expect(isWorkingDay(c, dayOf(day))).toBe(false);
      }),
    );
  });
});

describe('the calendar file', () => {
  test('the default has the fixed holidays of two years and says that the lunar ones are absent', () => {
    expect(isWorkingDay(DEFAULT_CALENDAR, '2026-09-02')).toBe(false);
    expect(hasLunarNewYear(DEFAULT_CALENDAR, 2026)).toBe(false);
    expect(hasLunarNewYear(DEFAULT_CALENDAR, 2027)).toBe(false);
  });

  test('the example of the documentation adds the lunar new year of one year and leaves the other as it was', () => {
    const merged = mergeCalendar(DEFAULT_CALENDAR, parseCalendar(read('docs/examples/calendar.json')));
    expect(hasLunarNewYear(merged, 2027)).toBe(true);
    expect(isWorkingDay(merged, '2027-02-20')).toBe(true);
    expect(isWorkingDay(merged, '2026-04-30')).toBe(false);
    expect(merged.alerts).toEqual(DEFAULT_CALENDAR.alerts);
  });

  test.each([
    ['no JSON', '{'],
    ['hours that go backwards', '{"hours":[["13:00","07:00"]]}'],
    ['an hour that is none', '{"hours":[["7h30","11:30"]]}'],
    ['a week without work', '{"weekend":[1,2,3,4,5,6,7]}'],
    ['a day that is none', '{"days":{"2027-02-30":"off"}}'],
    ['a word that nobody knows', '{"holidays":{}}'],
  ])('%s is refused', (_, text) => {
    expect(() => parseCalendar(text)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }));
  });

  test('that leaves nobody at work for months is refused: every due time is reckoned with it', () => {
    const summer = Array.from({ length: 90 }, (_, index) =>
      dayOf(new Date(at('2027-06-01T00:00').getTime() + index * 86_400_000)),
    );
    const days = Object.fromEntries(summer.map((day) => [day, 'off' as const]));
    expect(() => mergeCalendar(DEFAULT_CALENDAR, { days })).toThrow(
      expect.objectContaining({ code: 'CALENDAR_INVALID' }),
    );
  });
});
