import { defineErrors } from '../platform/errors.ts';

export const { catalogue: registerErrors, error: registerError } = defineErrors({
  NUMBER_TAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Số {number} đã cấp cho văn bản khác trong năm {year}.',
      fix: 'Để trống ô số để lấy số tiếp theo, hoặc ghi số khác.',
    },
    en: {
      title: 'Number {number} was given to another document in {year}.',
      fix: 'Leave the number empty to take the next one, or write another.',
    },
  },
  NUMBER_NOT_ABOVE: {
    status: 409,
    retry: false,
    vi: {
      title: 'Sổ đã cấp đến số {last}; số bắt đầu phải lớn hơn.',
      fix: 'Ghi một số lớn hơn {last}. Số đã cấp không bao giờ cấp lại.',
    },
    en: {
      title: 'The book has reached number {last}; it can only go on above that.',
      fix: 'Write a number above {last}. A number that was given is never given again.',
    },
  },
  BOOK_REASON_MISSING: {
    status: 422,
    retry: false,
    vi: { title: 'Chưa ghi lý do.', fix: 'Ghi lý do; lý do được lưu cùng sổ và vào nhật ký.' },
    en: { title: 'The reason is missing.', fix: 'Say why; the reason is kept with the book and in the log.' },
  },
  LINE_CHANGED: {
    status: 409,
    retry: true,
    vi: {
      title: 'Người khác vừa sửa dòng này.',
      fix: 'Xem nội dung mới ở trang này rồi sửa lại nếu vẫn cần; những gì đã nhập vẫn còn.',
    },
    en: {
      title: 'Somebody else has just changed this line.',
      fix: 'Read it again on this page and change it if you still need to; what you typed is kept.',
    },
  },
});
