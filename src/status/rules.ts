import type { StatusCode } from '../edxml/index.ts';

/** Business statuses that a recipient reports on a document; 13, 15 and 16 speak of a recall and are apart. */
export type BusinessCode = '01' | '02' | '03' | '04' | '05' | '06';

/**
 * Allowed next statuses. 04 to 06 without 03 imply 03: field systems skip it. What is not here is one more line of
 * history and never moves the state backwards.
 */
export const STATUS_TRANSITIONS: Readonly<Record<'start' | BusinessCode, readonly BusinessCode[]>> = {
  start: ['01', '02', '03', '04', '05', '06'],
  '01': ['02', '03', '04', '05', '06'],
  '02': [],
  '03': ['04', '05', '06'],
  '04': ['04', '05', '06'],
  '05': ['04', '05', '06'],
  '06': ['05'],
};

export function isBusinessCode(code: StatusCode): code is BusinessCode {
  return code in STATUS_TRANSITIONS;
}

export function mayFollow(current: string | null, next: BusinessCode): boolean {
  return STATUS_TRANSITIONS[(current ?? 'start') as 'start' | BusinessCode].includes(next);
}
