import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startLease } from '../../../src/delivery/lease.ts';
import { DEFAULT_SETTINGS } from '../../../src/delivery/rules.ts';

let now = 0;
const clock = { now: () => now, monotonic: () => now };
const advance = (ms: number) => {
  now += ms;
  vi.advanceTimersByTime(ms);
};

beforeEach(() => {
  now = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => vi.useRealTimers());

test('the socket is cut ten seconds before the lease ends, counted from before it was granted', () => {
  const lease = startLease(clock, -2_000, DEFAULT_SETTINGS, new AbortController().signal);
  advance(47_999);
  expect(lease.signal.aborted).toBe(false);
  advance(1);
  expect(lease.signal.aborted).toBe(true);
});

test('a renewal counts from its own start, and bytes must flow again before the next', async () => {
  const lease = startLease(clock, 0, DEFAULT_SETTINGS, new AbortController().signal);
  expect(lease.moved()).toBe(false);
  expect((await buffer(lease.watch(Readable.from([Buffer.from('abc')])))).toString()).toBe('abc');
  expect(lease.moved()).toBe(true);
  advance(40_000);
  lease.renewed(40_000);
  expect(lease.moved()).toBe(false);
  advance(49_000);
  expect(lease.signal.aborted).toBe(false);
  advance(1_000);
  expect(lease.signal.aborted).toBe(true);
});

test('a stopping process cuts its sends', () => {
  const ending = new AbortController();
  const lease = startLease(clock, 0, DEFAULT_SETTINGS, ending.signal);
  ending.abort();
  expect(lease.signal.aborted).toBe(true);
  lease.close();
});
