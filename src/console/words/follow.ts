import type { Words } from './words.ts';

/** A sender follows what it sent: reminders, and paper where nothing electronic reaches (NĐ 30/2020 Art 24(1)). */
export const FOLLOW_WORDS = {
  viewStuck: ['Gửi lỗi', 'Not delivered'],
  noSuchRecipients: ['Không có nơi nhận nào như vậy.', 'There is no such recipient.'],
  noRecipientSelected: ['Chưa chọn nơi nhận nào.', 'No recipient is selected.'],
  remindSelected: ['Đôn đốc các nơi đã chọn', 'Remind the selected'],
  remindAll: ['Đôn đốc tất cả nơi chưa tiếp nhận', 'Remind all who have not accepted'],
  remindHint: ['Mỗi nơi nhận mỗi ngày một lần.', 'Once a day for each recipient.'],
  remindedNow: ['Đã đôn đốc {n} nơi nhận.', '{n} recipients reminded.'],
  remindedNobody: [
    'Không đôn đốc thêm nơi nào: đã tiếp nhận, hoặc hôm nay đã được đôn đốc.',
    'Nobody was reminded: they have accepted, or were reminded today.',
  ],
  reminders: ['Đã đôn đốc {n} lần, gần nhất {at}', 'Reminded {n} times, last {at}'],
  reminded: [
    'Bên gửi đôn đốc tiếp nhận văn bản này ({n} lần, gần nhất {at}).',
    'The sender reminds you to accept this document ({n} times, last {at}).',
  ],
  remindedTag: ['Bên gửi đôn đốc', 'Reminder'],
  paperTitle: ['Gửi bản giấy', 'Sent on paper'],
  paperHint: [
    'Dành cho nơi nhận chưa kết nối hoặc mã không có trong danh mục. Lần gửi đó khép lại và không tính là văn bản điện tử.',
    'For recipients that are not connected or not in the list. The delivery is closed and does not count as electronic.',
  ],
  paperDay: ['Ngày gửi bản giấy', 'Day of sending on paper'],
  paperSelected: ['Ghi nhận đã gửi bản giấy các nơi đã chọn', 'Note that the selected were sent on paper'],
  paperNow: ['Đã ghi nhận gửi bản giấy đến {n} nơi nhận.', 'Noted as sent on paper to {n} recipients.'],
} as const satisfies Words;
