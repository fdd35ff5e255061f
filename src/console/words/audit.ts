import type { Words } from './words.ts';

/** What an auditor reads. */
export const AUDIT_WORDS = {
  audit: ['Kiểm tra', 'Audit'],
  auditIntro: [
    'Tìm theo mã định danh văn bản. Mỗi lần tìm và mỗi văn bản được xem đều ghi vào nhật ký; cơ quan liên quan thấy điều đó.',
    'Find by document identifier. Every search and every document looked at is recorded; the agencies concerned see it.',
  ],
  auditSearch: ['Tìm', 'Search'],
  auditNothing: [
    'Không có văn bản nào mang mã này trong phạm vi và thời kỳ kiểm tra.',
    'No document bears this identifier within the agencies and the period of the audit.',
  ],
} as const satisfies Words;
