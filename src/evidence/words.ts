import type { Language } from '../platform/errors.ts';
import type { Verdict } from '../trust/index.ts';
import type { ReceiptType } from './tables.ts';

type Words = Readonly<Record<Language, string>>;

/** What the verifier found of a package's signature, as a person reads it. */
export const SIGNATURE_WORDS: Readonly<Record<Verdict['signature'], Words>> = {
  absent: { vi: 'không có', en: 'absent' },
  unverifiable: { vi: 'không kiểm tra được', en: 'cannot be verified' },
  invalid: { vi: 'không hợp lệ', en: 'not valid' },
  'valid-untrusted': { vi: 'đúng, chưa tin cậy', en: 'valid, not trusted' },
  'valid-trusted': { vi: 'hợp lệ, tin cậy', en: 'valid and trusted' },
};

/** The door through which a package came. */
export const DOOR_WORDS: Readonly<Record<string, Words>> = {
  rest: { vi: 'REST', en: 'REST' },
  web: { vi: 'trang web', en: 'web page' },
  vxp: { vi: 'VXP', en: 'VXP' },
  axis: { vi: 'trục', en: 'axis' },
  connection: { vi: 'kết nối', en: 'connection' },
  hub: { vi: 'nội bộ', en: 'internal' },
  cli: { vi: 'dòng lệnh', en: 'command-line' },
};

/** Who did it, as the log names him: `system:qlvb-so-noi-vu`, `person:lan.nguyen`. */
const ACTOR_WORDS: Readonly<Record<string, Words>> = {
  system: { vi: 'hệ thống', en: 'system' },
  person: { vi: 'người dùng', en: 'user' },
  axis: { vi: 'trục', en: 'axis' },
  connection: { vi: 'kết nối', en: 'connection' },
  cli: { vi: 'dòng lệnh của', en: 'the command line of' },
};

/** @param person the full name of whom the log names by his user name */
export function actorInWords(actor: string, language: Language, person: string | null = null): string {
  const [kind = '', ...name] = actor.split(':');
  if (person !== null) return `${person} (${name.join(':')})`;
  const words = ACTOR_WORDS[kind];
  return words && name.length > 0 ? `${words[language]} ${name.join(':')}` : actor;
}

/** How a document is called back, and what that does to what had not left. */
export const RECALL_WORDS: Readonly<Record<string, Words>> = {
  'BussinessDocType 1': { vi: 'thu hồi', en: 'recall' },
  RECALLED_BY_SENDER: { vi: 'bên gửi đã thu hồi hoặc lấy lại', en: 'recalled by its sender' },
};

/** What a document is to the one that it names. */
export const RELATION_WORDS: Readonly<Record<string, Words>> = {
  answers: { vi: 'trả lời', en: 'answer' },
  recalls: { vi: 'thu hồi', en: 'recall' },
  updates: { vi: 'cập nhật', en: 'update' },
  replaces: { vi: 'thay thế', en: 'replacement' },
};

/** What a receipt proves, for those who do not know its ETSI EN 319 522 name. */
export const RECEIPT_WORDS: Readonly<Record<ReceiptType, Words>> = {
  SubmissionAcceptance: { vi: 'trục đã nhận', en: 'taken on by the hub' },
  SubmissionRejection: { vi: 'hệ thống không nhận', en: 'rejected by the hub' },
  RelayAcceptance: { vi: 'trục khác đã nhận chuyển tiếp', en: 'taken on by another axis' },
  RelayFailure: { vi: 'không chuyển được sang trục khác', en: 'not relayed to another axis' },
  ContentConsignment: { vi: 'đã gửi', en: 'sent' },
  ContentConsignmentFailure: { vi: 'không gửi được', en: 'could not be sent' },
  ContentHandover: { vi: 'đã đến', en: 'arrived' },
  ContentHandoverFailure: { vi: 'không đến được', en: 'did not arrive' },
};

/** What an auditor takes away, as the log names it. */
export const EVIDENCE_WORDS: Readonly<Record<string, Words>> = {
  'verification report': { vi: 'báo cáo kiểm tra chữ ký số', en: 'the verification report' },
  ...Object.fromEntries(
    Object.entries(RECEIPT_WORDS).map(([type, { vi, en }]) => [
      type,
      { vi: `biên nhận “${vi}”`, en: `the receipt “${en}”` },
    ]),
  ),
};

/** What an alert to people is about, as the log names it. Its sentences are those of notify/kinds.ts. */
export const ALERT_WORDS = {
  test: { vi: 'thử cảnh báo', en: 'a test' },
  'delivery-late': { vi: 'sắp hết thời hạn gửi', en: 'a delivery near its deadline' },
  'urgent-arrived': { vi: 'văn bản khẩn đã đến', en: 'urgent document arrived' },
  'urgent-unopened': { vi: 'văn bản khẩn chưa được mở', en: 'urgent document not opened' },
  'urgent-ignored': { vi: 'văn bản khẩn mãi không được mở', en: 'urgent document never opened' },
  'sent-late': { vi: 'gửi văn bản sau thời hạn', en: 'a document sent late' },
  'duty-soon': { vi: 'sắp đến hạn', en: 'due soon' },
  'duty-overdue': { vi: 'quá hạn', en: 'overdue' },
  'duty-neglected': { vi: 'quá hạn, báo cấp trên', en: 'overdue, told to the superior' },
  reminder: { vi: 'bên gửi đôn đốc', en: 'a reminder by the sender' },
  'recall-refused': { vi: 'thu hồi bị từ chối', en: 'a recall that was refused' },
  'returned-late': { vi: 'trả lại sau khi đã tiếp nhận', en: 'a return after acceptance' },
  'recall-overdue': { vi: 'thu hồi chưa được xác nhận', en: 'a recall without confirmation' },
  'connection-down': { vi: 'mất liên lạc với hệ thống nối vào trục', en: 'a connected system that does not answer' },
  'axis-down': { vi: 'mất liên lạc với trục khác', en: 'an axis that does not answer' },
  'catalogue-late': { vi: 'danh mục dùng chung quá hạn đồng bộ', en: 'shared catalogues that are overdue' },
  'reform-failed': { vi: 'đợt sắp xếp cơ quan không thực hiện được', en: 'a reform that could not be applied' },
} as const satisfies Readonly<Record<string, Words>>;

/** What an agency owes by law; each is defined in duty/kinds.ts. */
export const DUTY_WORDS = {
  notice: { vi: 'thông báo đã nhận văn bản', en: 'notice of receipt' },
  registration: { vi: 'đăng ký văn bản đến', en: 'registration' },
  processing: { vi: 'giải quyết trong thời hạn', en: 'processing within the time limit' },
  sending: { vi: 'gửi văn bản sau khi ký', en: 'sending after signing' },
} as const satisfies Readonly<Record<string, Words>>;

/** Priority as written; 4 is no level of NĐ 30/2020 and is shown by its name. */
export const URGENCY_WORDS: Readonly<Record<string, Words>> = {
  0: { vi: 'thường', en: 'ordinary' },
  1: { vi: 'khẩn', en: 'urgent' },
  2: { vi: 'thượng khẩn', en: 'very urgent' },
  3: { vi: 'hỏa tốc', en: 'flash' },
  4: { vi: 'hỏa tốc hẹn giờ', en: 'flash by an appointed hour' },
};

/** States 1 to 10 of a dossier, in the words of the public-service systems; which may follow which: dossier/states.ts. */
export const DOSSIER_STATE_WORDS = {
  1: { vi: 'Mới đăng ký', en: 'Newly registered' },
  2: { vi: 'Được tiếp nhận', en: 'Taken in' },
  3: { vi: 'Không được tiếp nhận', en: 'Not taken in' },
  4: { vi: 'Đang xử lý', en: 'In progress' },
  5: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Papers to be supplemented' },
  6: { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'Taxes or fees to be paid' },
  7: { vi: 'Công dân yêu cầu rút hồ sơ', en: 'Withdrawal asked by the citizen' },
  8: { vi: 'Dừng xử lý', en: 'Ended' },
  9: { vi: 'Đã xử lý xong', en: 'Decided' },
  10: { vi: 'Đã trả kết quả', en: 'Result handed over' },
} as const satisfies Readonly<Record<number, Words>>;
