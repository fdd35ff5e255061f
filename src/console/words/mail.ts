import type { Words } from './words.ts';

/** The page that a link in a mail opens. */
export const MAIL_WORDS = {
  mailConfirm: ['Xác nhận đã nhận', 'Confirm that it has arrived'],
  mailConfirmWhy: [
    'Bên gửi được báo “đã đến” (01) thay cho cơ quan của bạn. Văn bản và các tệp ở trong thư.',
    'The sender is told "arrived" (01) in the name of your agency. The document and its files are in the mail.',
  ],
  mailArrived: ['Đã xác nhận lúc {at}. Bên gửi đã được báo.', 'Confirmed at {at}. The sender has been told.'],
  mailCancelWhy: [
    'Bấm nút này sau khi đã hủy văn bản và các bản sao ở cơ quan của bạn; bên gửi được báo ngay.',
    'Press this once the document and its copies are destroyed at your agency; the sender is told at once.',
  ],
  mailCancelled: [
    'Đã báo cho bên gửi rằng văn bản này được hủy bỏ.',
    'The sender has been told that this document is cancelled.',
  ],
  mailWithdrawn: [
    'Bên gửi đã rút lại văn bản này; không cần làm gì.',
    'The sender has withdrawn this document; there is nothing to do.',
  ],
} as const satisfies Words;
