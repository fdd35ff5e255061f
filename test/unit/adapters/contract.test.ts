import { expect, test } from 'vitest';
import { failureOf, outcomeOfStatus, retryAfterSeconds } from '../../../adapters/contract.ts';

test.each([
  [400, 'permanent'],
  [401, 'retry'],
  [403, 'retry'],
  [404, 'permanent'],
  [408, 'retry'],
  [409, 'permanent'],
  [413, 'permanent'],
  [422, 'permanent'],
  [425, 'retry'],
  [429, 'retry'],
  [301, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
] as const)('an HTTP %i is %s', (status, outcome) => {
  expect(outcomeOfStatus(status)).toBe(outcome);
});

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(retryAfterSeconds('120', now)).toBe(120);
  expect(retryAfterSeconds('Sun, 22 Nov 2026 10:01:00 GMT', now)).toBe(60);
  expect(retryAfterSeconds('Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterSeconds('soon', now)).toBeUndefined();
  expect(retryAfterSeconds(undefined, now)).toBeUndefined();
});

test("a refusal keeps the peer's own code and title, and survives a body that is not what it says", () => {
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '5' };
  const problem = Buffer.from(JSON.stringify({ code: 'NO_RECIPIENT', title: 'None' }));
  expect(failureOf({ status: 422, headers, body: problem }, 0)).toEqual({
    outcome: 'permanent',
    httpStatus: 422,
    code: 'NO_RECIPIENT',
    detail: 'None',
    retryAfterSeconds: 5,
  });
  for (const body of ['{', 'null', '[]', '{"code":7}']) {
    expect(failureOf({ status: 503, headers, body: Buffer.from(body) }, 0)).toMatchObject({ code: 'HTTP_503' });
  }
});
