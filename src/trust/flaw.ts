import type { Facts } from '../platform/errors.ts';

/** What is wrong with a signature, as plain values that cross a thread boundary. */
export interface Problem {
  readonly code: string;
  readonly facts: Facts;
  /** A habit of the field that no standard covers: passes unverified unless the policy is `require`. */
  readonly fieldHabit: boolean;
}

/** Thrown inside the inspection of one signature and caught at its edge, where it becomes part of the verdict. */
export class Flaw extends Error {
  readonly problem: Problem;

  constructor(code: string, facts: Facts = {}, fieldHabit = false) {
    super(code);
    this.problem = { code, facts, fieldHabit };
  }
}

/** A certificate cut short, as the field's samples carry it. */
export function truncated(): Flaw {
  return new Flaw('SIGNATURE_UNVERIFIABLE', { problem: 'X509Certificate ✗' }, true);
}

/** The reference set, the manifest and the package do not agree; said in both languages. */
export function mismatch(vi: string, en: string): Flaw {
  return new Flaw('REFERENCE_SET_MISMATCH', { vi, en });
}
