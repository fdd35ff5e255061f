import { describe, expect, test } from 'vitest';
import { percentile } from '../../../src/board/counts.ts';
import { periodAround, periodsUpTo, readPeriod } from '../../../src/board/periods.ts';
import { reasonOf } from '../../../src/board/reasons.ts';
import { shareOf } from '../../../src/board/shares.ts';
import { tierOf } from '../../../src/board/tiers.ts';
import { RETURN_REASONS } from '../../../src/console/words.ts';

describe('a share', () => {
  test('is cut, so that what is nearly all is never all, and nothing of nothing is no share', () => {
    expect(shareOf(9_999, 10_000).percent).toBe(99.9);
    expect(shareOf(3, 3).percent).toBe(100);
    expect(shareOf(0, 0).percent).toBeNull();
  });
});

describe('a reason of refusal', () => {
  test('that the page offers is counted as itself, whatever is written after it', () => {
    for (const [reason, [vi]] of Object.entries(RETURN_REASONS)) {
      expect(reasonOf(`${vi}: xem lại giúp`)).toBe(reason);
    }
  });

  test('in the words of the field is understood with and without diacritics; a place is no duplicate', () => {
    expect(reasonOf('van ban gui nham don vi')).toBe('misdirected');
    expect(reasonOf('Văn bản chưa ký số')).toBe('signature');
    expect(reasonOf('Trung tâm không xử lý')).toBe('other');
  });
});

test('a time is told by the end of its bucket, at most 19 % too high', () => {
  const bucketOf = (seconds: number) => Math.floor(4 * Math.log2(seconds));
  for (const seconds of [1, 7, 60, 3_600, 86_400, 2_000_000]) {
    const told = percentile({ [`arrival.0.${bucketOf(seconds)}`]: 3 }, 'arrival.0.', 0.95)!;
    expect(told).toBeGreaterThanOrEqual(seconds);
    expect(told).toBeLessThanOrEqual(seconds * 1.19 + 0.5);
  }
  expect(percentile({}, 'arrival.0.', 0.5)).toBeNull();
});

test('periods follow each other over the year', () => {
  const names = (name: string) => periodsUpTo(readPeriod(name), 3).map((one) => one.name);
  expect(names('2026-02')).toEqual(['2026-02', '2026-01', '2025-12']);
  expect(names('2026-Q1')).toEqual(['2026-Q1', '2025-Q4', '2025-Q3']);
  expect(readPeriod('2028-02')).toMatchObject({ from: '2028-02-01', to: '2028-02-29' });
  expect(periodAround('quarter', '2026-11-30')).toMatchObject({
    name: '2026-Q4',
    from: '2026-10-01',
    to: '2026-12-31',
  });
  for (const name of ['2026-13', '2026-Q5', '26', '']) expect(() => readPeriod(name)).toThrow('BOARD_PERIOD_INVALID');
});

test('an agency has the level that its name says', () => {
  const tiers = [
    ['UBND tỉnh Thử Nghiệm', 1, 'tinh'],
    ['Sở Nội vụ', 2, 'so'],
    ['UBND thị xã Bến Cũ', 2, 'huyen'],
    ['Ủy ban nhân dân phường Âu Lạc', 2, 'xa'],
    ['Phòng Lưu trữ', 3, 'unit'],
  ] as const;
  for (const [name, level, tier] of tiers) expect([name, tierOf({ name, level })]).toEqual([name, tier]);
});
