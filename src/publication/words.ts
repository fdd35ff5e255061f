import type { Language } from '../platform/errors.ts';
import type { PortalMode, Reason } from './model.ts';

type Words = Readonly<Record<Language, string>>;

/** Why a document is not on the portal, as its sender reads it. */
export const REASON_WORDS: Readonly<Record<Reason, Words>> = {
  off: { vi: 'cơ quan chưa bật đăng lên cổng', en: 'the portal is not switched on for the agency' },
  'by-hand': { vi: 'chờ văn thư quyết định đăng', en: 'waits for the clerk to publish it' },
  subject: {
    vi: 'trích yếu có từ chỉ độ mật; văn thư kiểm tra rồi quyết định',
    en: 'its subject mentions secrecy; a clerk has to look at it and decide',
  },
  'no-files': { vi: 'không có tệp nào để đăng', en: 'it has no file to publish' },
  late: {
    vi: 'kết quả kiểm tra đến muộn; văn thư kiểm tra rồi quyết định',
    en: 'its verdict came late; a clerk has to look at it and decide',
  },
  earlier: { vi: 'gửi trước khi bật đăng lên cổng', en: 'sent before the portal was switched on' },
  sender: { vi: 'cơ quan đã gỡ', en: 'taken off by the agency' },
  'taken-back': { vi: 'bên gửi yêu cầu lấy lại', en: 'the sender asked for it back' },
  held: { vi: 'văn bản đang bị khóa, đóng băng', en: 'the document is locked or frozen' },
  expired: { vi: 'hết thời hạn lưu, tệp đã xóa', en: 'its time of keeping has ended, the files are gone' },
  'not-public': { vi: 'bản cập nhật không còn công khai', en: 'its update is not public any more' },
  recalled: { vi: 'đã thu hồi', en: 'recalled' },
  replaced: { vi: 'đã được thay thế bằng văn bản khác', en: 'replaced by another document' },
};

export const MODE_WORDS: Readonly<Record<PortalMode, Words>> = {
  off: { vi: 'không đăng', en: 'nothing is published' },
  'by-hand': { vi: 'văn thư đăng từng văn bản', en: 'the clerk publishes one by one' },
  automatic: { vi: 'tự đăng văn bản ghi Công khai', en: 'what is marked Công khai is published by itself' },
};
