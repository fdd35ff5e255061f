import { describe, expect, test } from 'vitest';
import { openLimit } from '../../../src/platform/http/limit.ts';

/** Whether the second address is counted with the first. */
function shares(first: string, second: string): boolean {
  const may = openLimit(() => 0, 1);
  may(first);
  return !may(second);
}

describe('a limit of calls', () => {
  test('is of one minute', () => {
    let now = 0;
    const may = openLimit(() => now, 2);
    expect([may('192.0.2.1'), may('192.0.2.1'), may('192.0.2.1'), may('192.0.2.2')]).toEqual([true, true, false, true]);
    now = 60_000;
    expect(may('192.0.2.1')).toBe(true);
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8::1', '2001:0DB8:0:0:9::'],
    ['fe80::1%eth0', 'fe80::2%eth1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::1'],
    ['192.0.2.1', '::ffff:192.0.2.1'],
    ['192.0.2.1', '::ffff:c000:201'],
  ])('counts %s and %s as one reader', (one, other) => {
    expect(shares(one, other)).toBe(true);
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1:0:0:0:1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['192.0.2.1', '192.0.2.2'],
  ])('counts %s and %s apart', (one, other) => {
    expect(shares(one, other)).toBe(false);
  });
});
