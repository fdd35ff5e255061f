import { describe, expect, test } from 'vitest';
import type { DeliveryState } from '../../../src/delivery/model.ts';
import {
  DEFAULT_SETTINGS,
  failingSlots,
  mayBecome,
  ON_PAPER,
  retryDelay,
  SETTLED,
  screenWord,
  slots,
  TRANSITIONS,
} from '../../../src/delivery/rules.ts';

const STATES = Object.keys(TRANSITIONS) as DeliveryState[];

describe('the state table', () => {
  test('names only states that it has, and every state but the first ones can be reached', () => {
    const reached = new Set(STATES.flatMap((state) => TRANSITIONS[state]));
    for (const state of reached) expect(STATES).toContain(state);
    expect(STATES.filter((state) => !reached.has(state))).toEqual([]);
  });

  test('what has arrived or was withdrawn never moves again', () => {
    for (const state of ['arrived', 'cancelled'] as const) expect(TRANSITIONS[state]).toEqual([]);
  });

  test('what has not left the hub can be held, what is held goes on, arrives late or is withdrawn, and nothing else', () => {
    const holdable = STATES.filter((state) => mayBecome(state, 'held'));
    expect(holdable).toEqual(['due', 'claimed', 'available', 'dead']);
    expect([...TRANSITIONS.held].sort()).toEqual(['arrived', 'available', 'cancelled', 'due']);
    expect(SETTLED).not.toContain('held');
  });

  test('nothing arrives that was not released', () => {
    expect(mayBecome('available', 'arrived')).toBe(false);
    expect(mayBecome('claimed', 'relayed')).toBe(false);
  });

  test('what others wait for can no longer become unreleased, except by redrive', () => {
    for (const state of SETTLED.filter((one) => one !== 'dead' && one !== 'failed')) {
      expect(TRANSITIONS[state].every((next) => SETTLED.includes(next))).toBe(true);
    }
  });
});

describe('the words on the screen', () => {
  test.each([
    ['due', null, 'queued'],
    ['available', null, 'queued'],
    ['sending', null, 'sent'],
    ['fetched', null, 'sent'],
    ['relayed', '01', 'sent'],
    ['arrived', '01', 'arrived'],
    ['arrived', '02', 'arrived'],
    ['arrived', '03', 'accepted'],
    ['fetched', '06', 'accepted'],
    ['dead', null, 'failed'],
    ['cancelled', null, 'withdrawn'],
    ['held', null, 'queued'],
  ] as const)('%s with status %s is %s', (state, businessCode, word) => {
    expect(screenWord({ state, businessCode, reasonCode: null })).toBe(word);
  });

  test('what was sent on paper has a word of its own: it was not withdrawn, and is nothing electronic', () => {
    expect(screenWord({ state: 'cancelled', businessCode: null, reasonCode: ON_PAPER })).toBe('paper');
  });
});

describe('the retry schedule', () => {
  const plain = { ...DEFAULT_SETTINGS, jitter: 0 };

  test('follows the list, and its last entry repeats', () => {
    const waits = [1, 2, 3, 9, 50].map((attempt) => retryDelay(plain, attempt, 0.5, null));
    expect(waits).toEqual([10, 30, 60, 21_600, 21_600]);
  });

  test('spreads by at most the jitter', () => {
    expect(retryDelay(DEFAULT_SETTINGS, 2, 0, null)).toBeCloseTo(24);
    expect(retryDelay(DEFAULT_SETTINGS, 2, 1, null)).toBeCloseTo(36);
  });

  test('respects a longer Retry-After, not a shorter one, and believes none beyond the limit', () => {
    expect(retryDelay(plain, 1, 0.5, 120)).toBe(120);
    expect(retryDelay(plain, 2, 0.5, 1)).toBe(30);
    expect(retryDelay(plain, 1, 0.5, 9_999_999)).toBe(DEFAULT_SETTINGS.longestRetryAfter);
  });
});

test('the slots of both kinds of mail stay within the cap, except on a single-slot lane where they take turns', () => {
  for (const cap of [2, 3, 4, 100]) expect(slots(cap, false) + slots(cap, true)).toBe(cap);
  expect([slots(1, false), slots(1, true)]).toEqual([1, 1]);
});

test('failing lanes get a quarter of the slots, and always room for one probe', () => {
  expect(failingSlots({ ...DEFAULT_SETTINGS, concurrency: 64 }, false)).toBe(16);
  expect(failingSlots({ ...DEFAULT_SETTINGS, urgentConcurrency: 2 }, true)).toBe(1);
});
