import { expect, test } from 'vitest';
import { ageInWords } from '../../../src/cli/age.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22) + seconds * 1_000);

test.each([
  [0, '0 giây', '0 s'],
  [59, '59 giây', '59 s'],
  [3_600, '1 giờ', '1 h'],
  [2 * 86_400 + 3 * 3_600 + 59, '2 ngày 3 giờ', '2 d 3 h'],
  [-5, '0 giây', '0 s'],
])('an age of %i seconds is told in its two largest units', (seconds, vi, en) => {
  expect(ageInWords(at(0), at(seconds), 'vi')).toBe(vi);
  expect(ageInWords(at(0), at(seconds), 'en')).toBe(en);
});
