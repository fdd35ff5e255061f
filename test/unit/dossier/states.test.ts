import { expect, test } from 'vitest';
import { DOSSIER_STATES, DOSSIER_TRANSITIONS, type DossierState, mayFollow } from '../../../src/dossier/states.ts';

/** The table a second time, by hand. */
const EXPECTED: Readonly<Record<'start' | DossierState, readonly number[]>> = {
  start: [1, 2, 3],
  1: [2, 3, 5, 6, 7],
  2: [4, 5, 6, 7, 8, 9],
  3: [],
  4: [4, 5, 6, 7, 8, 9],
  5: [2, 3, 4, 7, 8],
  6: [2, 4, 7, 8, 9],
  7: [4, 8, 10],
  8: [4, 10],
  9: [4, 6, 10],
  10: [],
};

test('which state may follow which', () => {
  for (const [from, to] of Object.entries(EXPECTED)) {
    const current = from === 'start' ? null : (Number(from) as DossierState);
    expect(DOSSIER_STATES.filter((next) => mayFollow(current, next))).toEqual(to);
  }
});

test('every step says what happens, in both languages', () => {
  for (const step of Object.values(DOSSIER_TRANSITIONS).flatMap((to) => Object.values(to))) {
    expect(step.vi).not.toBe('');
    expect(step.en).not.toBe('');
  }
});
