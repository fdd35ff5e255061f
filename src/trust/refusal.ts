import type { ErrorSpec } from '../platform/errors.ts';

/** A refusal that the sender must act upon: status, sub-indication of ETSI EN 319 102-1, title and fix in both languages. */
export function refusal(
  status: number,
  subIndication: string,
  vi: readonly [title: string, fix: string],
  en: readonly [title: string, fix: string],
): ErrorSpec {
  return { status, retry: false, subIndication, vi: { title: vi[0], fix: vi[1] }, en: { title: en[0], fix: en[1] } };
}
