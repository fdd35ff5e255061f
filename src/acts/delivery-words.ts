import type { DeliveryState, NextStep } from '../delivery/index.ts';
import { momentInWords } from '../platform/clock.ts';
import type { Language } from '../platform/errors.ts';

type Words = Readonly<Record<Language, string>>;

/** Transport states as an operator reads them; senders and recipients read the four words instead. */
export const STATE_WORDS: Readonly<Record<DeliveryState, Words>> = {
  due: { vi: 'chờ gửi', en: 'due' },
  claimed: { vi: 'sắp gửi', en: 'claimed' },
  sending: { vi: 'đang gửi', en: 'sending' },
  relayed: { vi: 'trục khác đã nhận', en: 'relayed' },
  left: { vi: 'đã chuyển đi, chờ xác nhận', en: 'left, not acknowledged' },
  available: { vi: 'chờ lấy về', en: 'available' },
  fetched: { vi: 'đã lấy, chưa báo nhận', en: 'fetched' },
  arrived: { vi: 'đã đến', en: 'arrived' },
  held: { vi: 'giữ lại', en: 'held' },
  failed: { vi: 'không gửi được', en: 'failed' },
  dead: { vi: 'dừng gửi', en: 'dead letter' },
  cancelled: { vi: 'đã hủy', en: 'cancelled' },
};

export const STATES = Object.keys(STATE_WORDS) as DeliveryState[];

/** What happens next with a delivery, and when. */
export function nextInWords(next: NextStep): Words {
  switch (next.kind) {
    case 'nothing':
      return { vi: 'không còn gì phải làm', en: 'nothing more' };
    case 'operator':
      return {
        vi: 'chờ quản trị trục gửi lại, cho gửi tiếp hoặc hủy',
        en: 'waits for an operator to send it again, release or cancel it',
      };
    case 'fetch':
      return { vi: 'chờ nơi nhận lấy về', en: 'waits until the recipient fetches it' };
    case 'acknowledge':
      return { vi: 'chờ nơi nhận báo đã nhận', en: 'waits until the recipient acknowledges it' };
    case 'answer':
      return { vi: 'đang gửi, chờ trả lời', en: 'is being sent, waits for the answer' };
    case 'claim':
      return { vi: 'gửi ngay khi đến lượt', en: 'is sent as soon as its turn comes' };
    case 'predecessor':
      return {
        vi: `chờ lượt gửi trước: ${next.ids.join(', ')}`,
        en: `waits for those before it: ${next.ids.join(', ')}`,
      };
    case 'paused':
      return { vi: `hàng gửi tạm ngừng (${next.by}: ${next.why})`, en: `its lane is paused (${next.by}: ${next.why})` };
    case 'breaker': {
      const at = momentInWords(next.at);
      return {
        vi: `nơi nhận lỗi liên tục; thử lại lúc ${at}`,
        en: `its recipient fails again and again; tried at ${at}`,
      };
    }
    case 'retry': {
      const at = momentInWords(next.at);
      return { vi: `gửi lại lúc ${at}`, en: `is tried again at ${at}` };
    }
  }
}
