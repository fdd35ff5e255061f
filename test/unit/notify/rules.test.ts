import { describe, expect, test } from 'vitest';
import { ALERT_KIND_NAMES } from '../../../src/cli/commands/contact.ts';
import { ALERT_KINDS, ALERTS } from '../../../src/notify/kinds.ts';
import { compose } from '../../../src/notify/message.ts';
import { chooseContacts, fateOf, isOnDuty, RETRY_SECONDS } from '../../../src/notify/rules.ts';

const hour = 60;

describe('who is told', () => {
  const day = { name: 'day', kinds: [], duty: { from: 7 * hour, to: 17 * hour } };
  const night = { name: 'night', kinds: [], duty: { from: 17 * hour, to: 7 * hour } };

  test('is who is on duty at that minute, over midnight too', () => {
    for (const [minute, who] of [
      [7 * hour, day],
      [17 * hour - 1, day],
      [17 * hour, night],
      [0, night],
      [7 * hour - 1, night],
    ] as const)
      expect(chooseContacts([day, night], 'test', minute)).toEqual([who]);
  });

  test('is everybody when nobody is on duty: an alert is never dropped for the hour', () => {
    expect(chooseContacts([day], 'test', 3 * hour)).toEqual([day]);
    expect(isOnDuty(null, 3 * hour)).toBe(true);
  });
});

describe('a try', () => {
  test('that failed is repeated by the schedule and then given up', () => {
    for (const [index, inSeconds] of RETRY_SECONDS.entries())
      expect(fateOf({ failed: true, heard: true, tries: index + 1, repeatSeconds: null })).toEqual({
        state: 'waiting',
        inSeconds,
        nextRound: false,
      });
    expect(fateOf({ failed: true, heard: true, tries: RETRY_SECONDS.length + 1, repeatSeconds: null })).toEqual({
      state: 'failed',
    });
  });

  test('of a repeated alert never makes those who were told wait for one who cannot be', () => {
    const next = { state: 'waiting', inSeconds: 900, nextRound: true };
    expect(fateOf({ failed: false, heard: true, tries: 0, repeatSeconds: 900 })).toEqual(next);
    expect(fateOf({ failed: true, heard: true, tries: 1, repeatSeconds: 900 })).toEqual(next);
    expect(fateOf({ failed: true, heard: false, tries: 1, repeatSeconds: 900 })).toMatchObject({
      inSeconds: 30,
      nextRound: false,
    });
    expect(fateOf({ failed: true, heard: false, tries: 4, repeatSeconds: 900 })).toEqual(next);
  });
});

describe('the words', () => {
  test('of every kind are in the command line and in both languages', () => {
    expect(ALERT_KIND_NAMES).toEqual(ALERT_KINDS);
    for (const kind of ALERT_KINDS)
      for (const language of ['vi', 'en'] as const)
        expect(Object.values(ALERTS[kind][language]).every((text) => text.trim() !== '')).toBe(true);
  });

  test('take from another office neither a line break nor a page of text', () => {
    const { title, text } = compose(
      { id: 'a', kind: 'test', documentId: null, facts: { agency: `x\r\nBcc: a@b.vn\u2028${'y'.repeat(5_000)}` } },
      'vi',
      null,
      null,
    );
    expect(`${title}${text}`).not.toMatch(/[\r\n\u2028]/);
    expect(`${title}${text}`.length).toBeLessThan(1_000);
  });
});
