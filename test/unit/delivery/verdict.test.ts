import { expect, test } from 'vitest';
import type { Delivery } from '../../../src/delivery/model.ts';
import { fateOf, memberFate } from '../../../src/delivery/verdict.ts';

const member = { id: 'd', addressedCode: 'H15.01', axis: 'vpcp', channel: 'axis', attempts: 4 } as Delivery;

test.each([
  ['delivered', true, 'arrived'],
  ['relayed', true, 'relayed'],
  ['permanent', false, 'dead'],
  ['retry', false, 'due'],
  ['retry', true, 'dead'],
  ['lost', false, 'due'],
  ['lost', true, 'dead'],
] as const)('%s, past the deadline %s, becomes %s', (outcome, past, fate) => {
  expect(fateOf({ outcome }, past)).toBe(fate);
});

test('a relay that the axis could not place fails with its reason while the others are relayed', () => {
  const refused = new Map([['H15.01', { code: 'RECIPIENT_UNKNOWN', detail: 'RECIPIENT_UNKNOWN' }]]);
  const result = { outcome: 'relayed', refused } as const;
  expect(memberFate(member, 'relayed', result, null)).toMatchObject({
    state: 'failed',
    reasonCode: 'RECIPIENT_UNKNOWN',
    step: { type: 'delivery.failed', receipt: 'RelayFailure' },
  });
  const other = { ...member, addressedCode: 'H15.02' };
  expect(memberFate(other, 'relayed', result, null)).toMatchObject({
    state: 'relayed',
    step: { receipt: 'RelayAcceptance' },
  });
});

test('a dead letter says in both languages how often it was tried and what came back', () => {
  const { reason } = memberFate(member, 'dead', { outcome: 'retry', detail: 'HTTP 503' }, null);
  expect(reason!.vi.title).toContain('4 lần thử');
  expect(reason!.en.title).toContain('HTTP 503');
});
