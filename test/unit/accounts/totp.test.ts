import { expect, test } from 'vitest';
import { codeOfStep, keyAddress, newSecret, stepOfCode } from '../../../src/accounts/totp.ts';

/** RFC 6238 Appendix B, SHA-1: the ASCII secret 12345678901234567890, the last six of eight digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

test('the codes are those of RFC 6238', () => {
  for (const [seconds, code] of VECTORS) expect(codeOfStep(SECRET, Math.floor(seconds / 30))).toBe(code);
});

test('a code is taken half a minute early or late, and no further', () => {
  const [at, code] = [1_111_111_111, '050471'];
  const step = Math.floor(at / 30);
  for (const [seconds, expected] of [
    [at - 30, step],
    [at, step],
    [at + 30, step],
    [at - 61, null],
    [at + 61, null],
  ] as const) {
    expect([seconds, stepOfCode(SECRET, code, seconds)]).toEqual([seconds, expected]);
  }
  for (const bad of ['', '05047', '0504711', 'abcdef']) expect(stepOfCode(SECRET, bad, at)).toBeNull();
});

test('each key is new, and the address says whose it is', () => {
  const [one, other] = [newSecret(), newSecret()];
  expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(one).not.toBe(other);
  expect(keyAddress(SECRET, 'lan.nguyen', 'Liên Thông')).toBe(
    `otpauth://totp/Li%C3%AAn%20Th%C3%B4ng:lan.nguyen?secret=${SECRET}&issuer=Li%C3%AAn%20Th%C3%B4ng`,
  );
});
