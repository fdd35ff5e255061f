import { expect, test } from 'vitest';
import { batcher } from '../../../src/delivery/batch.ts';

test('calls of one moment share a run, in order, up to the limit', async () => {
  const runs: number[][] = [];
  const double = batcher<number, number>(async (items) => {
    runs.push([...items]);
    return items.map((item) => item * 2);
  }, 3);
  expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10]);
  expect(runs).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(await double(6)).toBe(12);
});

test('an item that fails harms no other', async () => {
  const check = batcher<number, number>(async (items) => {
    if (items.includes(2)) throw new Error('two');
    return items;
  }, 10);
  const results = await Promise.allSettled([1, 2, 3].map(check));
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
