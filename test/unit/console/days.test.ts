import { describe, expect, test } from 'vitest';
import { readField } from '../../../src/console/days.ts';

describe('a day in a form', () => {
  test('is read as offices here write it, and as browsers do', () => {
    for (const typed of ['05/11/2026', '5/11/2026', '5-11-2026', ' 05.11.2026 ', '2026-11-05'])
      expect(readField('due', typed), typed).toBe('2026-11-05');
  });

  test('that is none stays as typed, and no other field is read as one', () => {
    expect(readField('due', 'mai')).toBe('mai');
    expect(readField('due', '11/2026')).toBe('11/2026');
    expect(readField('subject', '05/11/2026')).toBe('05/11/2026');
  });
});
