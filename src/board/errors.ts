import { defineErrors } from '../platform/errors.ts';

export const { catalogue: boardErrors, error: boardError } = defineErrors({
  BOARD_PERIOD_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không đọc được kỳ báo cáo "{period}".',
      fix: 'Viết 2026-11 cho tháng, 2026-Q4 cho quý, 2026 cho năm.',
    },
    en: {
      title: 'The period "{period}" cannot be read.',
      fix: 'Write 2026-11 for a month, 2026-Q4 for a quarter, 2026 for a year.',
    },
  },
  BOARD_CURSOR_INVALID: {
    status: 422,
    retry: false,
    vi: { title: 'Vị trí trang không đọc được.', fix: 'Dùng nguyên giá trị next của trang trước.' },
    en: { title: 'The place of the page cannot be read.', fix: 'Use `next` of the page before as it is.' },
  },
  BOARD_FACTS_GONE: {
    status: 409,
    retry: false,
    vi: {
      title: 'Không tính lại được {period}: văn bản của kỳ này có thể đã hết hạn lưu và bị xóa.',
      fix: 'Giữ nguyên số liệu đã tính; chỉ tính lại kỳ còn trong hạn lưu (lienthong retention list).',
    },
    en: {
      title: '{period} cannot be counted again: documents of that time may have been removed by retention.',
      fix: 'Keep the figures as they are; count again only what retention still keeps (lienthong retention list).',
    },
  },
  DECLARATION_MONTH_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không khai báo được cho tháng {month}.',
      fix: 'Chọn tháng hiện tại hoặc một tháng đã qua, viết 2026-11.',
    },
    en: {
      title: 'Nothing can be declared for the month {month}.',
      fix: 'Choose this month or one that has passed, written 2026-11.',
    },
  },
  DECLARATION_TOO_LOW: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tổng số văn bản phát hành ({issued}) ít hơn số đã gửi qua trục trong tháng ({sent}).',
      fix: 'Khai tổng số văn bản gửi cơ quan khác trong tháng, cả giấy và điện tử.',
    },
    en: {
      title: 'The number issued ({issued}) is lower than what was sent through the hub in that month ({sent}).',
      fix: 'Declare all documents sent to other agencies in that month, on paper and electronic.',
    },
  },
});
