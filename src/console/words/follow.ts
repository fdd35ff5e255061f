import type { Words } from './words.ts';

/** Following up: reminders, paper where nothing electronic reaches (NĐ 30/2020 Art 24(1)), several documents at once. */
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
  paperNobody: [
    'Không ghi nơi nào: bản giấy chỉ dành cho nơi nhận chưa kết nối hoặc mã không có trong danh mục.',
    'Nobody was noted: paper is for recipients that are not connected or not in the list.',
  ],
  paperNow: ['Đã ghi nhận gửi bản giấy đến {n} nơi nhận.', 'Noted as sent on paper to {n} recipients.'],
  recallTitle: ['Thu hồi văn bản', 'Recall the document'],
  recallSentHint: [
    'Cùng các bản cập nhật của văn bản. Nơi chưa nhận: được rút lại ngay. Nơi đã nhận: phải hủy bỏ và xác nhận (QĐ 28/2018/QĐ-TTg, Điều 9 khoản 2). Không hoàn tác được.',
    'With its updates. Where it has not arrived it is withdrawn at once; whoever has it must cancel it and confirm (QĐ 28/2018/QĐ-TTg, Article 9(2)). This cannot be undone.',
  ],
  recallReason: ['Lý do thu hồi', 'Reason for the recall'],
  recallReasonWrong: [
    'Ghi lý do thu hồi, nhiều nhất 500 ký tự.',
    'Give a reason for the recall, 500 characters at most.',
  ],
  recallSelected: ['Thu hồi ở các nơi đã chọn', 'Recall from the selected'],
  recallAll: ['Thu hồi ở tất cả nơi nhận', 'Recall from all'],
  recalledNow: [
    'Đã yêu cầu thu hồi ở {n} nơi nhận; kết quả từng nơi ở bảng dưới.',
    'Recall asked for at {n} recipients; what came of it is in the table below.',
  ],
  recalledNobody: [
    'Không còn nơi nào để thu hồi: đã thu hồi hoặc chưa từng nhận.',
    'Nothing is left to recall: it was recalled, or never arrived.',
  ],
  recallWaits: [
    'Lệnh thu hồi đã được ghi nhận, đang chờ kiểm tra chữ ký.',
    'The recall is stored and waits for its signature to be checked.',
  ],
  assignSelected: ['Chuyển xử lý các văn bản đã chọn', 'Pass on the selected'],
  dueInvalid: [
    'Thời hạn đã qua hoặc không phải một ngày có thật (ví dụ 30/11/2026).',
    'The time limit is over, or no day that exists (such as 30/11/2026).',
  ],
  bulkRunning: ['Đang xử lý các văn bản đã chọn', 'Working through the selected documents'],
  bulkPart: ['Đã xử lý {done} trong {total} văn bản.', '{done} of {total} documents done.'],
  bulkGoOn: ['Xử lý tiếp', 'Go on'],
  printSelected: ['In các văn bản đã chọn', 'Print the selected'],
  printTitle: ['Danh sách văn bản đến', 'Incoming documents'],
  doPrint: ['In', 'Print'],
  printUnopened: ['Chưa mở; mở văn bản để xem tệp.', 'Not opened yet; open the document to see its files.'],
  urgencyOf: ['Mức độ khẩn', 'Urgency'],
  doForward: ['Chuyển tiếp cho cơ quan khác', 'Forward to other agencies'],
  forwardSelected: ['Chuyển tiếp cho cơ quan khác', 'Forward to other agencies'],
  forwardManyIntro: [
    'Mỗi văn bản thành một dự thảo riêng, giữ nguyên tệp gốc và ghi rõ chuyển tiếp văn bản nào; văn bản chưa mở được báo “đã đến” cho bên gửi. Mỗi lần nhiều nhất {most} văn bản.',
    'Each becomes a draft of its own with the original files, and says what it forwards; of one not opened yet the sender is told “arrived”. At most {most} at once.',
  ],
  forwardCodes: ['Mã định danh các cơ quan nhận, cách nhau bằng dấu phẩy', 'Codes of the recipients, parted by commas'],
  forwardLater: [
    'Có thể để trống và chọn nơi nhận trong từng dự thảo.',
    'May stay empty: recipients can be chosen in each draft.',
  ],
  forwardMake: ['Tạo dự thảo', 'Make the drafts'],
  forwardThese: ['{n} văn bản', '{n} documents'],
  draftsForwarded: [
    'Đã tạo dự thảo chuyển tiếp. Mở từng dự thảo để xem lại và gửi.',
    'The drafts are made. Open each to look at it and send it.',
  ],
  forwardsOne: ['Chuyển tiếp văn bản đến', 'Forwards the incoming document'],
  forwardedBy: ['Đã chuyển tiếp bằng', 'Forwarded by'],
} as const satisfies Words;
