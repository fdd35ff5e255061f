import type { Delivery } from './model.ts';
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

const RECALL_WORDS = {
  asked: { vi: 'Chờ xác nhận thu hồi', en: 'Recall awaits confirmation' },
  requested: { vi: 'Chờ trả lời yêu cầu lấy lại', en: 'Take-back awaits an answer' },
  confirmed: { vi: 'Đã thu hồi', en: 'Recalled' },
  refused: { vi: 'Từ chối lấy lại', en: 'Take-back refused' },
  withdrawn: { vi: 'Đã rút lại trước khi đến', en: 'Withdrawn before it arrived' },
} as const;

/** Whether a delivery was asked back, and what came of it; null where it was not. */
export function recallInWords({ recallState, recallForm }: Pick<Delivery, 'recallState' | 'recallForm'>) {
  if (recallState === null) return null;
  return RECALL_WORDS[recallState === 'asked' && recallForm === 'status13' ? 'requested' : recallState];
}
