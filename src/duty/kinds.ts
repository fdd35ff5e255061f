import { DUTY_WORDS } from '../evidence/index.ts';
import type { Language } from '../platform/errors.ts';

export type DutyKind = keyof typeof DUTY_WORDS;
export const DUTY_KINDS = Object.keys(DUTY_WORDS) as DutyKind[];

/** What a receiving agency owes; these stay open until they are done, `sending` is known when a document is accepted. */
export const OF_RECIPIENT: readonly DutyKind[] = ['notice', 'registration', 'processing'];

type Words = Readonly<Record<Language, string>>;

/** One duty, defined once: docs/duties.md is this table. */
interface DutySpec {
  readonly article: string;
  readonly owedBy: Words;
  /** What starts the clock. */
  readonly starts: Words;
  /** Until when it is kept; the arithmetic is in rules.ts. */
  readonly due: Words;
  /** What fulfils it: the numerator of the figure, when it comes in time. */
  readonly done: Words;
  /** What takes it out of the count: neither numerator nor denominator. */
  readonly lifted: Words;
  /** Whether being in time gets a line of its own in the log; where the steps say it themselves, only lateness does. */
  readonly recordsKept: boolean;
}

const RECEIVER = { vi: 'cơ quan nhận', en: 'the receiving agency' };
const AT_HAND = {
  vi: 'văn bản nằm ở cơ quan nhận: chờ lấy trong hộp thư tại trục, hoặc hệ thống của cơ quan đã nhận',
  en: "the document is at the agency: waiting in its box at the hub, or taken by the agency's system",
};
const TO_KEEP = {
  vi: `${AT_HAND.vi}; gói thu hồi không tính, vì phải xác nhận chứ không đăng ký`,
  en: `${AT_HAND.en}; not for a recall, which is confirmed, not registered`,
};
const TAKEN_BACK = {
  vi: 'bị thu hồi, yêu cầu lấy lại hoặc rút lại',
  en: 'recalled, asked back, or withdrawn',
};

export const DUTIES: Readonly<Record<DutyKind, DutySpec>> = {
  notice: {
    article: 'NĐ 30/2020/NĐ-CP, Điều 21 khoản 2 điểm c',
    owedBy: RECEIVER,
    starts: AT_HAND,
    due: {
      vi: '24 giờ ngày đến; đến sau giờ làm việc hoặc ngày nghỉ thì 24 giờ ngày làm việc tiếp theo',
      en: '24:00 of the day of arrival; after office hours or on a day off, of the next working day',
    },
    done: {
      vi: 'báo đã nhận bằng bất cứ cách nào, kể cả thông báo tự động (trạng thái 01): lấy về và xác nhận, mở trong hộp thư, trả lời 2xx, hay trạng thái 01 đến 06',
      en: 'any word that it was received, an automatic one (status 01) included: acknowledged, opened in the inbox, answered 2xx, or a status 01 to 06',
    },
    lifted: TAKEN_BACK,
    recordsKept: false,
  },
  registration: {
    article: 'NĐ 30/2020/NĐ-CP, Điều 4 khoản 2 điểm c',
    owedBy: RECEIVER,
    starts: TO_KEEP,
    due: {
      vi: '24 giờ ngày làm việc tiếp theo ngày đến; văn bản khẩn phải đăng ký ngay, luật không định số giờ nên được nhắc theo cảnh báo văn bản khẩn',
      en: '24:00 of the working day after the day of arrival; urgent mail at once, for which the law has no number: its own alerts see to it',
    },
    done: { vi: 'trạng thái 03; 04, 05, 06 bao hàm 03', en: 'status 03; 04, 05 and 06 imply it' },
    lifted: {
      vi: `từ chối nhận (02); ${TAKEN_BACK.vi}`,
      en: `refused (02); ${TAKEN_BACK.en}`,
    },
    recordsKept: true,
  },
  processing: {
    article: 'NĐ 30/2020/NĐ-CP, Điều 24; QĐ 28/2018/QĐ-TTg, Điều 10 khoản 2 điểm o',
    owedBy: RECEIVER,
    starts: TO_KEEP,
    due: {
      vi: '24 giờ ngày ghi ở DueDate; văn bản không có DueDate, hoặc đến sau ngày đó, không tính',
      en: '24:00 of the DueDate; a document without one, or that comes after it, does not count',
    },
    done: {
      vi: 'trạng thái 06, hoặc văn bản trả lời của cơ quan nhận (ResponseFor)',
      en: "status 06, or the agency's answering document (ResponseFor)",
    },
    lifted: {
      vi: `từ chối nhận (02); ${TAKEN_BACK.vi}`,
      en: `refused (02); ${TAKEN_BACK.en}`,
    },
    recordsKept: true,
  },
  sending: {
    article: 'QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2',
    owedBy: { vi: 'cơ quan gửi', en: 'the sending agency' },
    starts: {
      vi: 'ngày ký ban hành: PromulgationDate, hoặc ngày ký số PDF muộn hơn mà trục kiểm tra được',
      en: 'the day of signing: PromulgationDate, or a later day on which an intact PDF signature was made',
    },
    due: {
      vi: 'hết buổi sáng ngày làm việc tiếp theo ngày ký',
      en: 'the end of the morning of the working day after it',
    },
    done: {
      vi: 'trục nhận gói tin (lần gửi đầu; cập nhật, thay thế, thu hồi không tính)',
      en: 'the hub receives the package (the first sending; updates, replacements and recalls do not count)',
    },
    lifted: { vi: 'không có', en: 'never' },
    recordsKept: false,
  },
};
