type Words = Readonly<Record<'vi' | 'en', string>>;

/** Facts by figure, as `board_fact` has them; of `portal` as the room `publication` does. */
export const COUNTED = [
  'sent',
  'public',
  'notice',
  'registration',
  'processing',
  'sending',
  'refusal',
  'arrival',
  'portal',
] as const;

/** One figure of the board, defined once: docs/board.md is this table, and what is computed follows it in shares.ts. */
export interface FigureSpec {
  readonly name: Words;
  /** As the head of a column. */
  readonly short: Words;
  /** The act in whose sense it is measured. */
  readonly article: string;
  readonly numerator: Words;
  readonly denominator: Words;
  /** Which moment puts something into a period. */
  readonly clock: Words;
  /** In per cent; null where nothing is to be reached. */
  readonly target: number | null;
  /** The facts that are its numerator and those that complete its denominator: what a click on it lists. */
  readonly facts?: {
    readonly figure: (typeof COUNTED)[number];
    readonly good: readonly string[];
    readonly bad: readonly string[];
  };
}

const DUE = { vi: 'ngày đến hạn, giờ Việt Nam', en: 'the day on which it was due, Vietnam time' };
const STATE = {
  vi: 'lúc hết kỳ; kỳ chưa hết thì lúc xem',
  en: 'the end of the period; while it lasts, the moment of looking',
};
const DUTIES_DUE = {
  vi: 'số trách nhiệm đến hạn trong kỳ: đúng hạn, trễ hạn, quá hạn chưa làm, không thực hiện (docs/duties.md)',
  en: 'the duties that fell due in the period: kept, late, overdue and still open, missed (docs/duties.md)',
};
const DUTY_FACTS = { good: ['kept'], bad: ['late', 'open', 'missed'] } as const;

export const FIGURES = {
  electronic: {
    name: { vi: 'Văn bản trao đổi dưới dạng điện tử', en: 'Documents exchanged electronically' },
    short: { vi: 'Gửi điện tử', en: 'Electronic' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 5 khoản 2, Điều 7 khoản 1, Điều 11',
    numerator: {
      vi: 'số văn bản (gói tin mới) của cơ quan mà trục đã nhận, trong các tháng có mẫu số',
      en: "the agency's documents (new packages) that the hub accepted, in the months that have a denominator",
    },
    denominator: {
      vi: 'tổng số văn bản phát hành gửi cơ quan khác trong tháng, do cơ quan khai báo hằng tháng; tháng không khai thì theo Sổ đăng ký văn bản đi tại trục (tử số: văn bản điện tử trong sổ) nếu trong năm cơ quan có vào sổ văn bản giấy; không có cả hai, hoặc khai ít hơn số đã gửi: chưa có số liệu',
      en: 'all documents issued to other agencies in the month, as the agency declares it monthly; without a declaration by the register of outgoing documents kept here (numerator: its electronic ones) if paper documents are entered there in that year; with neither, or with a declaration below what was sent, there is no figure',
    },
    clock: { vi: 'ngày trục nhận văn bản', en: 'the day on which the hub accepted the document' },
    target: 90,
  },
  agencyCertificates: {
    name: { vi: 'Cơ quan có chứng thư số còn hiệu lực', en: 'Agencies with a valid certificate' },
    short: { vi: 'Chứng thư cơ quan', en: 'Agency certificate' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 8 khoản 1, Điều 18 khoản 1',
    numerator: {
      vi: 'cơ quan có ít nhất một chứng thư số của cơ quan, tổ chức còn hạn, chưa thu hồi',
      en: 'agencies with at least one certificate of the organisation that is in its time and not revoked',
    },
    denominator: {
      vi: 'cơ quan của trục đang hoạt động, tự mình hoặc qua đầu mối có hệ thống hay hộp thư để gửi, nhận',
      en: "the hub's open agencies that send and receive by a system or a web inbox, their own or their contact point's",
    },
    clock: STATE,
    target: 100,
  },
  leaderCertificates: {
    name: { vi: 'Lãnh đạo có chứng thư số còn hiệu lực', en: 'Leaders with a valid certificate' },
    short: { vi: 'Chứng thư lãnh đạo', en: 'Leaders’ certificates' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 8 khoản 1, Điều 18 khoản 1; NĐ 30/2020/NĐ-CP, Điều 13',
    numerator: {
      vi: 'người có chứng thư số cá nhân còn hạn, chưa thu hồi, đã đăng ký với trục',
      en: 'persons with a certificate of their own, registered here, in its time and not revoked',
    },
    denominator: {
      vi: 'số người có thẩm quyền ký văn bản, theo khai báo gần nhất của cơ quan; chưa khai, hoặc khai ít hơn tử số: chưa có số liệu',
      en: 'persons who may sign documents, as the agency last declared; without it, or where it is below the numerator, there is no figure',
    },
    clock: STATE,
    target: 100,
  },
  signatures: {
    name: { vi: 'Văn bản chính có đủ hai chữ ký số', en: 'Main documents with both signatures' },
    short: { vi: 'Đủ chữ ký số', en: 'Both signatures' },
    article: 'NĐ 30/2020/NĐ-CP, Điều 5 khoản 1; QĐ 28/2018/QĐ-TTg, Điều 4',
    numerator: {
      vi: 'văn bản mà tệp chính có chữ ký số của người có thẩm quyền và của cơ quan, tổ chức, kiểm tra được',
      en: 'documents whose main file carries intact signatures of the competent person and of the organisation',
    },
    denominator: {
      vi: 'văn bản đã gửi có tệp văn bản chính, kể cả tệp không ký được hoặc chưa xác định được chữ ký; bản sao (sao y, sao lục, trích sao) không tính',
      en: 'documents sent with a main file, one that cannot be signed or is undetermined included; copies do not count',
    },
    clock: { vi: 'ngày trục nhận văn bản', en: 'the day on which the hub accepted the document' },
    target: 100,
    facts: { figure: 'sent', good: ['both'], bad: ['lacking', 'undetermined'] },
  },
  notice: {
    name: { vi: 'Thông báo đã nhận văn bản trong ngày', en: 'Notice of receipt the same day' },
    short: { vi: 'Báo đã nhận', en: 'Notice' },
    article: 'NĐ 30/2020/NĐ-CP, Điều 21 khoản 2 điểm c',
    numerator: { vi: 'thông báo đúng hạn', en: 'notices in time' },
    denominator: DUTIES_DUE,
    clock: DUE,
    target: 100,
    facts: { figure: 'notice', ...DUTY_FACTS },
  },
  registration: {
    name: { vi: 'Đăng ký văn bản đến đúng hạn', en: 'Registration in time' },
    short: { vi: 'Đăng ký', en: 'Registration' },
    article: 'NĐ 30/2020/NĐ-CP, Điều 4 khoản 2 điểm c, Điều 22',
    numerator: { vi: 'văn bản được tiếp nhận (03) đúng hạn', en: 'documents accepted (03) in time' },
    denominator: DUTIES_DUE,
    clock: DUE,
    target: 100,
    facts: { figure: 'registration', ...DUTY_FACTS },
  },
  sending: {
    name: { vi: 'Gửi văn bản đúng hạn sau khi ký', en: 'Sending in time after signing' },
    short: { vi: 'Gửi đúng hạn', en: 'Sending' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2',
    numerator: {
      vi: 'văn bản đến trục chậm nhất hết buổi sáng ngày làm việc tiếp theo ngày ký',
      en: 'documents that reached the hub by the end of the morning of the working day after signing',
    },
    denominator: {
      vi: 'văn bản đã gửi có ngày ký ban hành',
      en: 'documents sent that say when they were signed',
    },
    clock: DUE,
    target: 100,
    facts: { figure: 'sending', good: ['kept'], bad: ['late'] },
  },
  processing: {
    name: { vi: 'Giải quyết đúng thời hạn (văn bản có ghi hạn)', en: 'Processing in time (documents with a due date)' },
    short: { vi: 'Giải quyết', en: 'Processing' },
    article: 'NĐ 30/2020/NĐ-CP, Điều 24; QĐ 28/2018/QĐ-TTg, Điều 10 khoản 2 điểm o',
    numerator: {
      vi: 'văn bản hoàn thành (06) hoặc được trả lời trong hạn ghi ở DueDate',
      en: 'documents completed (06) or answered within their DueDate',
    },
    denominator: {
      vi: `${DUTIES_DUE.vi}; văn bản không ghi DueDate không bao giờ là quá hạn`,
      en: `${DUTIES_DUE.en}; a document without a DueDate is never overdue`,
    },
    clock: DUE,
    target: 100,
    facts: { figure: 'processing', ...DUTY_FACTS },
  },
  portal: {
    name: { vi: 'Văn bản chỉ đạo, điều hành công khai trên cổng', en: 'Steering documents on the portal' },
    short: { vi: 'Lên cổng', en: 'Portal' },
    article: 'quy chế của tỉnh; phạm vi lưu hành ghi trên văn bản',
    numerator: {
      vi: 'văn bản đang đăng trên cổng thông tin điện tử của trục',
      en: "documents that are on the hub's portal",
    },
    denominator: {
      vi: 'văn bản đã gửi có phạm vi lưu hành "Công khai", trừ văn bản đã thu hồi, được thay thế, đang bị khóa, hết thời hạn lưu hoặc có bản cập nhật không công khai; cơ quan chưa bật đăng lên cổng: chưa có số liệu',
      en: 'documents sent whose sphere of circulation is "Công khai", without those recalled, replaced, locked, expired or updated to another sphere; while the portal is not switched on for an agency there is no figure',
    },
    clock: { vi: 'ngày trục nhận văn bản', en: 'the day on which the hub accepted the document' },
    target: null,
    facts: { figure: 'portal', good: ['published'], bad: ['missing'] },
  },
  users: {
    name: { vi: 'Người dùng hoạt động', en: 'Active users' },
    short: { vi: 'Người dùng', en: 'Users' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 11, Điều 19 khoản 4',
    numerator: {
      vi: 'văn thư đã đăng nhập trang web ít nhất một lần trong kỳ',
      en: 'clerks who have logged in at the pages at least once in the period',
    },
    denominator: {
      vi: 'tài khoản văn thư đang dùng của cơ quan; người làm trên hệ thống riêng của cơ quan không tính',
      en: "the agency's clerk accounts in use; who works in the agency's own system is not counted",
    },
    clock: { vi: 'tháng đăng nhập; tài khoản: lúc hết kỳ', en: 'the month of the log-in; accounts at the end' },
    target: null,
  },
} as const satisfies Readonly<Record<string, FigureSpec>>;

export type FigureKey = keyof typeof FIGURES;
export const FIGURE_KEYS = Object.keys(FIGURES) as FigureKey[];

/** What a figure's name says in the board's other parts, which are no shares. */
export const OTHER_FIGURES = {
  refusals: {
    name: { vi: 'Văn bản bị từ chối nhận, theo lý do', en: 'Refusals by reason' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 5 khoản 4; NĐ 30/2020/NĐ-CP, Điều 21 khoản 2 điểm b',
    rule: {
      vi: 'Trạng thái 02 của bên nhận, theo ngày báo; lý do đọc từ lời của bên nhận: gửi sai nơi nhận, chữ ký số, thiếu hồ sơ, sai thể thức, trùng văn bản, khác. Tính cho bên nhận, bên chịu trách nhiệm về việc từ chối.',
      en: 'Status 02 of the recipient, by the day of the report; the reason is read from its words. Counted for the recipient, who is answerable for refusing.',
    },
  },
  arrival: {
    name: { vi: 'Thời gian đến theo mức độ khẩn', en: 'Time to arrive, by urgency' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2',
    rule: {
      vi: 'Từ lúc trục nhận văn bản đến lúc bên nhận xác nhận đã đến (lấy về, mở, trả lời 2xx), theo ngày đến: mức mà 50 % (p50) và 95 % (p95) số lượt không vượt quá, sai số tối đa 19 % do đếm theo khoảng. Hỏa tốc hẹn giờ tính như hỏa tốc.',
      en: 'From acceptance by the hub until the recipient acknowledges, by the day of arrival: what 50 % (p50) and 95 % (p95) of the deliveries do not exceed, told up to 19 % too high because times are counted in buckets. Flash by an appointed hour counts as flash.',
    },
  },
  lagging: {
    name: { vi: 'Cơ quan chậm thực hiện', en: 'Agencies that lag behind' },
    article: 'QĐ 28/2018/QĐ-TTg, Điều 19 khoản 4',
    rule: {
      vi: 'Cơ quan có việc trễ hạn, quá hạn chưa làm hoặc không thực hiện trong kỳ (báo đã nhận, đăng ký, gửi, giải quyết), nhiều nhất trước.',
      en: 'Agencies with late, overdue or missed duties in the period (notice, registration, sending, processing), the most first.',
    },
  },
} as const;
