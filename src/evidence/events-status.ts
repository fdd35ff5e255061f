import type { EventSpec } from './events.ts';

/** What recipients report of a document, and what becomes of its recall, update or replacement. */
export const STATUS_EVENTS = {
  'status.reported': {
    vi: '{agency} báo trạng thái {code}',
    en: '{agency} reported status {code}',
  },
  'status.repeated': {
    vi: '{agency} báo lại trạng thái {code}; không thay đổi',
    en: '{agency} reported status {code} again; nothing changes',
  },
  'status.out-of-order': {
    vi: '{agency} báo trạng thái {code} sau {current}; chỉ ghi vào lịch sử',
    en: '{agency} reported status {code} after {current}; kept as history only',
  },
  'recall.asked': {
    vi: 'Đã yêu cầu {agency} trả lại văn bản ({code})',
    en: '{agency} was asked to take the document back ({code})',
  },
  'recall.in-doubt': {
    vi: 'Có lần gửi đến {agency} chưa rõ kết quả nên {agency} có thể đã có văn bản: dừng gửi và vẫn chuyển yêu cầu thu hồi',
    en: 'A try to reach {agency} ended without an answer and may have brought the document: it is not sent again, and the recall is told',
  },
  'recall.confirmed': {
    vi: '{agency} xác nhận đã hủy bỏ văn bản bị thu hồi',
    en: '{agency} confirmed that the recalled document is cancelled',
  },
  'recall.refused': {
    vi: '{agency} từ chối yêu cầu cập nhật, lấy lại',
    en: '{agency} refuses the update or take-back',
  },
  'recall.refusal-void': {
    vi: '{agency} trả lời từ chối (16), nhưng văn bản thu hồi thì bắt buộc phải hủy (QĐ 28/2018, Điều 9 khoản 2); vẫn chờ xác nhận',
    en: '{agency} answered no (16), but a recalled document must be cancelled (QĐ 28/2018 Art 9(2)); its confirmation is still awaited',
  },
  'recall.overdue': {
    vi: '{agency} chưa xác nhận thu hồi sau {hours} giờ làm việc',
    en: '{agency} has not confirmed the recall after {hours} office hours',
  },
  'recall.translated': {
    vi: 'Trục lập bản thu hồi theo dạng mà hệ thống của {agency} thực hiện được ({code}); bản gốc được lưu',
    en: 'The hub writes the recall in the form that the system of {agency} obeys ({code}); the original is kept',
  },
  'recall.not-written': {
    vi: 'Trục không lập được bản tin thu hồi cho {agency}: {code}',
    en: 'The hub could not write its recall message for {agency}: {code}',
  },
  'recall.cancelled-by-mail': {
    vi: '{agency} bấm “Hủy bỏ và thông báo cho bên gửi” ở liên kết trong thư của {connection}',
    en: '{agency} pressed "Cancel it and tell the sender" by the link in a mail of {connection}',
  },
  'document.frozen': {
    vi: 'Văn bản đi được đóng băng sau khi thu hồi (NĐ 30/2020, Phụ lục VI, Phần I, III.8)',
    en: "The sender's copy is frozen after the recall (NĐ 30/2020 PL VI part I, III.8)",
  },
  'document.published': {
    vi: '{actor} đăng văn bản lên cổng thông tin điện tử: {why}',
    en: '{actor} published it on the portal: {why}',
  },
  'document.unpublished': {
    vi: '{actor} gỡ văn bản khỏi cổng thông tin điện tử: {reason}',
    en: '{actor} took it off the portal: {reason}',
  },
  'document.first-delivery': {
    vi: '{agency} chưa có văn bản mà bản này cập nhật hoặc thay thế; gửi như văn bản gửi lần đầu',
    en: '{agency} has no document that this one updates or replaces; delivered as a first delivery',
  },
  'recall.withdrawn': {
    vi: 'Rút lại trước khi đến {agency}',
    en: 'Withdrawn before it reached {agency}',
  },
} as const satisfies Record<string, EventSpec>;
