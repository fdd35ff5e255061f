import { expect, test } from 'vitest';
import { openLongPoll, WAITING_PER_SYSTEM } from '../../../src/api/long-poll.ts';
import type { Reader } from '../../../src/platform/database.ts';
import { openLog } from '../../../src/platform/log.ts';

test('a system that waits too often is refused in words, another one is not, and an ended wait makes room', async () => {
  const nobody = { execute: async () => ({ rows: [] }) } as unknown as Reader;
  const poll = openLongPoll(nobody, openLog('silent'));
  const ending = new AbortController();
  const wait = (who: string, signal = new AbortController().signal) => poll.wait(who, ['a'], 60_000, signal);
  const first = wait('system:one', ending.signal);
  const rest = Array.from({ length: WAITING_PER_SYSTEM - 1 }, () => wait('system:one'));
  await expect(wait('system:one')).rejects.toMatchObject({ code: 'TOO_MANY_WAITING', spec: { status: 429 } });
  const other = wait('system:two');
  ending.abort();
  await first;
  const again = wait('system:one');
  poll.stop();
  await Promise.all([...rest, other, again]);
});
