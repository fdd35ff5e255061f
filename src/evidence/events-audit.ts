import type { EventSpec } from './events.ts';

/** What an auditor does: every look leaves a line that the agencies concerned can read. */
export const AUDIT_EVENTS = {
  'audit.searched': {
    vi: '{actor} tìm để kiểm tra: {terms}; trang này có {found} kết quả',
    en: '{actor} searched for the audit: {terms}; {found} results on this page',
  },
  'audit.exported': {
    vi: '{actor} xuất kết quả tìm kiếm ra tệp {format}: {terms}',
    en: '{actor} exported the results of a search as {format}: {terms}',
  },
  'audit.viewed': {
    vi: '{actor} xem thông tin và lịch sử văn bản để kiểm tra theo quyết định {decision}',
    en: '{actor} looked at the facts and the history of the document for the audit by decision {decision}',
  },
  'audit.dossier-viewed': {
    vi: '{actor} xem hồ sơ thủ tục hành chính {number} để kiểm tra theo quyết định {decision}',
    en: '{actor} looked at the dossier {number} for the audit by decision {decision}',
  },
  'audit.content-opened': {
    vi: '{actor} mở nội dung văn bản trong {minutes} phút để kiểm tra theo quyết định {decision}; lý do: {reason}',
    en: '{actor} opened the content of the document for {minutes} minutes for the audit by decision {decision}: {reason}',
  },
  'audit.content-read': {
    vi: '{actor} đọc tệp số {file} của văn bản để kiểm tra',
    en: '{actor} read file {file} of the document for the audit',
  },
  'audit.evidence-taken': {
    vi: '{actor} tải bằng chứng của văn bản để kiểm tra: {evidence}',
    en: '{actor} downloaded evidence of the document for the audit: {evidence}',
  },
  'audit.refused': {
    vi: 'Từ chối {actor}: {what} ngoài phạm vi, thời kỳ hoặc thời hạn kiểm tra ({code})',
    en: 'Refused {actor}: {what} is outside the agencies, the period or the term of the audit ({code})',
  },
} as const satisfies Record<string, EventSpec>;
