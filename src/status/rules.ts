import type { StatusCode } from '../edxml/index.ts';

/** Business statuses that a recipient reports on a document; 13, 15 and 16 speak of a recall and are apart. */
export type BusinessCode = '01' | '02' | '03' | '04' | '05' | '06';

/** The law's words for the codes (QĐ 28/2018 Art 10(2)(h)). */
export const STATUS_WORDS: Readonly<Record<StatusCode, { readonly vi: string; readonly en: string }>> = {
  '01': { vi: 'Đã đến', en: 'Arrived' },
  '02': { vi: 'Từ chối nhận (trả lại)', en: 'Refused (returned)' },
  '03': { vi: 'Đã tiếp nhận', en: 'Accepted' },
  '04': { vi: 'Đã chuyển xử lý', en: 'Passed on for processing' },
  '05': { vi: 'Đang xử lý', en: 'In progress' },
  '06': { vi: 'Đã hoàn thành', en: 'Completed' },
  '13': { vi: 'Yêu cầu lấy lại', en: 'Request to take back' },
  '15': { vi: 'Đồng ý cập nhật, lấy lại', en: 'Agrees to the update or take-back' },
  '16': { vi: 'Từ chối yêu cầu cập nhật, lấy lại', en: 'Refuses the update or take-back' },
};

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
