import type { ScreenWord } from './rules.ts';

/** The words of every screen; the first, second, third and fourth are never used for one another (law 9). */
export const SCREEN_WORDS: Readonly<Record<ScreenWord, { readonly vi: string; readonly en: string }>> = {
  queued: { vi: 'Chờ gửi', en: 'Queued' },
  sent: { vi: 'Đã gửi', en: 'Sent' },
  arrived: { vi: 'Đã đến', en: 'Arrived' },
  accepted: { vi: 'Đã tiếp nhận', en: 'Accepted' },
  failed: { vi: 'Gửi lỗi', en: 'Not delivered' },
  paper: { vi: 'Gửi bản giấy', en: 'Sent on paper' },
  withdrawn: { vi: 'Đã rút lại', en: 'Withdrawn' },
};
