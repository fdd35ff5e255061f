import type { Language } from '../platform/errors.ts';

/**
 * Every word of the pages that is not a status, an event or an error. Vietnamese first; the terms are the law's
 * (QĐ 28/2018, NĐ 30/2020) where it has one.
 */
export const WORDS = {
  product: ['Liên Thông', 'Liên Thông'],
  tagline: ['Trục liên thông văn bản điện tử', 'Exchange hub for electronic documents'],
  skip: ['Đến nội dung chính', 'Skip to the content'],
  otherLanguage: ['English', 'Tiếng Việt'],
  logIn: ['Đăng nhập', 'Log in'],
  logOut: ['Đăng xuất', 'Log out'],
  userName: ['Tên đăng nhập', 'User name'],
  password: ['Mật khẩu', 'Password'],
  changePassword: ['Đổi mật khẩu', 'Change password'],
  mustChange: [
    'Mật khẩu này do người khác cấp. Hãy chọn mật khẩu của riêng mình trước khi làm việc.',
    'Somebody else set this password. Choose your own before you go on.',
  ],
  currentPassword: ['Mật khẩu hiện tại', 'Current password'],
  newPassword: ['Mật khẩu mới (từ 10 ký tự)', 'New password (10 characters or more)'],
  repeatPassword: ['Nhập lại mật khẩu mới', 'New password again'],
  passwordsDiffer: ['Hai lần nhập không giống nhau.', 'The two are not the same.'],
  passwordChanged: ['Đã đổi mật khẩu.', 'Your password is changed.'],
  sessionEnded: [
    'Phiên làm việc đã hết. Đăng nhập lại để tiếp tục; những gì đã nhập vẫn còn.',
    'Your session has ended. Log in again to go on; what you typed is kept.',
  ],
  goOn: ['Tiếp tục việc đang làm', 'Go on with what you were doing'],
  keptForm: ['Việc đang làm trước khi hết phiên:', 'What you were doing when the session ended:'],
  demoAccounts: ['Tài khoản trình diễn: bấm để vào', 'Demonstration accounts: one click'],
  navigation: ['Điều hướng', 'Navigation'],
  incoming: ['Văn bản đến', 'Incoming documents'],
  outgoing: ['Văn bản đi', 'Outgoing documents'],
  send: ['Gửi văn bản', 'Send a document'],
  allAgencies: ['Tất cả cơ quan', 'All agencies'],
  viewNew: ['Chưa tiếp nhận', 'Not accepted'],
  viewOpen: ['Chưa báo hoàn thành', 'Not completed'],
  viewAll: ['Tất cả', 'All'],
  nothingNew: [
    'Không còn văn bản nào chưa tiếp nhận. Văn bản mới đến sẽ hiện ở đây.',
    'Every document is accepted. New ones will show here.',
  ],
  nothingOpen: ['Không có văn bản nào chờ báo hoàn thành.', 'No document waits to be completed.'],
  nothingAll: ['Chưa có văn bản đến.', 'No incoming document yet.'],
  nothingSent: ['Chưa gửi văn bản nào.', 'Nothing sent yet.'],
  more: ['Xem thêm', 'Show more'],
  select: ['Chọn', 'Select'],
  selectAll: ['Chọn tất cả', 'Select all'],
  acceptSelected: ['Tiếp nhận các văn bản đã chọn', 'Accept the selected'],
  completeSelected: ['Báo hoàn thành các văn bản đã chọn', 'Complete the selected'],
  nothingSelected: ['Chưa chọn văn bản nào.', 'Nothing is selected.'],
  bulkDone: ['Đã xử lý {done} văn bản.', '{done} documents done.'],
  bulkFailed: ['Không xử lý được {failed} văn bản:', '{failed} documents could not be done:'],
  codeAndDay: ['Số, ký hiệu', 'Number and notation'],
  subject: ['Trích yếu nội dung', 'Subject'],
  sender: ['Bên gửi', 'Sender'],
  arrivedAt: ['Thời gian đến', 'Received'],
  sentAt: ['Thời gian gửi', 'Sent'],
  state: ['Trạng thái', 'State'],
  dueOn: ['Thời hạn', 'Due'],
  dueToday: ['Hạn hôm nay', 'Due today'],
  overdue: ['Quá hạn', 'Overdue'],
  unread: ['Chưa mở', 'Unread'],
  noCode: ['Không số', 'No number'],
  noSubject: ['(không có trích yếu)', '(no subject)'],
  documentUid: ['Mã định danh văn bản', 'Document identification code'],
  signerOf: ['Chức vụ, họ tên người ký', 'Position and name of the signer'],
  processBy: ['Thời hạn xử lý', 'Time limit for processing'],
  replyBy: ['Hạn trả lời văn bản', 'Reply due'],
  paper: ['Văn bản giấy gửi kèm', 'Paper copy sent as well'],
  answers: ['Trả lời văn bản', 'Answers'],
  changeReason: ['Lý do', 'Reason'],
  otherAgencies: ['và {n} cơ quan khác', 'and {n} more'],
  facts: ['Thông tin văn bản', 'About the document'],
  files: ['Hồ sơ, tài liệu gửi kèm', 'Attached files and documents'],
  noFiles: ['Văn bản không có tệp kèm theo.', 'No file is attached.'],
  open: ['Xem', 'View'],
  download: ['Tải về', 'Download'],
  loading: ['Đang mở…', 'Opening…'],
  pages: ['trang', 'pages'],
  pdfFailed: ['Không mở được tệp này; hãy tải về.', 'This file cannot be opened here; download it.'],
  wholePackage: ['Tải nguyên gói tin (.edxml)', 'Download the whole package (.edxml)'],
  verification: ['Chữ ký số', 'Digital signatures'],
  verificationMore: ['Chi tiết kiểm tra', 'Details of the check'],
  history: ['Lịch sử gửi, nhận văn bản', 'Sending and receiving history'],
  statuses: ['Trạng thái đã báo', 'Reported statuses'],
  recipients: ['Nơi nhận', 'Recipients'],
  recipientState: ['Tình trạng gửi', 'Delivery'],
  processing: ['Tình hình xử lý', 'Processing'],
  next: ['Tiếp theo', 'What happens next'],
  doAccept: ['Tiếp nhận', 'Accept'],
  doReturn: ['Trả lại', 'Return'],
  doAssign: ['Chuyển xử lý', 'Pass on'],
  doComplete: ['Báo hoàn thành', 'Complete'],
  doConfirmRecall: ['Hủy bỏ và thông báo cho bên gửi', 'Cancel it and tell the sender'],
  recallAsked: ['Bên gửi thu hồi văn bản này.', 'The sender recalls this document.'],
  recallHint: [
    'Theo Điều 9 khoản 2 QĐ 28/2018, bên nhận hủy bỏ văn bản bị thu hồi và thông báo cho bên gửi.',
    'By Article 9(2) of QĐ 28/2018 the recipient cancels a recalled document and tells the sender.',
  ],
  recallConfirmed: ['Đã thu hồi; nội dung không còn mở được.', 'Recalled; its content can no longer be opened.'],
  acceptHint: [
    'Tiếp nhận nghĩa là đã xem kết quả kiểm tra chữ ký số (QĐ 28/2018, Điều 9 khoản 1).',
    'Accepting says that you have seen the result of the signature check (QĐ 28/2018, Article 9(1)).',
  ],
  returnTitle: ['Trả lại văn bản', 'Return the document'],
  returnReason: ['Lý do trả lại', 'Reason'],
  returnText: ['Nói rõ thêm cho bên gửi', 'More for the sender'],
  returnTextNeeded: ['Chọn "khác" thì phải ghi rõ lý do.', 'With "other", say why.'],
  reasonNeeded: ['Chọn một lý do.', 'Choose a reason.'],
  assignTitle: ['Chuyển xử lý', 'Pass on for processing'],
  leadUnit: ['Đơn vị hoặc người chủ trì', 'Unit or person in charge'],
  leadNeeded: ['Ghi đơn vị hoặc người chủ trì.', 'Name who is in charge.'],
  coUnits: ['Phối hợp', 'Co-ordinating'],
  directive: ['Ý kiến chỉ đạo giải quyết', 'Directive on processing'],
  tellSender: ['Báo trạng thái "Đã chuyển xử lý" (04) cho bên gửi', 'Tells the sender "passed on for processing" (04)'],
  done: ['Đã báo cho bên gửi: {status}.', 'Told the sender: {status}.'],
  waiting: [
    'Đã ghi nhận; hệ thống sẽ báo cho bên gửi sau khi kiểm tra xong.',
    'Taken down; the sender is told once the check is through.',
  ],
  already: ['{who} đã xử lý văn bản này trước: {status}.', '{who} was first: {status}.'],
  somebody: ['Người khác', 'Somebody else'],
  waitsForEarlier: [
    'Văn bản này sửa đổi, thay thế hoặc thu hồi một văn bản chưa được mở. Hãy mở văn bản đó trước.',
    'This one changes, replaces or recalls a document that was not opened yet. Open that one first.',
  ],
  type1: ['Thu hồi', 'Recall'],
  type2: ['Cập nhật', 'Update'],
  type3: ['Thay thế', 'Replacement'],
  sendIntro: [
    'Chọn gói tin .edxml đã ký từ phần mềm quản lý văn bản. Hệ thống kiểm tra rồi gửi ngay; kết quả hiện ở trang sau.',
    'Choose a signed .edxml package of your document system. It is checked and sent at once; the result follows.',
  ],
  sendFile: ['Gói tin .edxml', 'The .edxml package'],
  sendFileNeeded: ['Chọn một tệp.', 'Choose a file.'],
  notSecret: ['Văn bản không thuộc bí mật nhà nước', 'The document is not a state secret'],
  notSecretNeeded: [
    'Xác nhận văn bản không thuộc bí mật nhà nước (QĐ 28/2018, Điều 1 khoản 2).',
    'Declare that it is not a state secret (QĐ 28/2018, Article 1(2)).',
  ],
  refusedByHub: ['Hệ thống không nhận', 'Rejected by the hub'],
  sentOk: ['Đã nhận và gửi đi.', 'Taken on and on its way.'],
  sentAgain: ['Văn bản này đã gửi trước đó; đây là kết quả lần đầu.', 'Sent before; this is the first result.'],
  sentParked: [
    'Đã lưu; đang chờ kiểm tra xong chữ ký số rồi mới gửi.',
    'Stored; it goes out once its signature is checked.',
  ],
  error: ['Chưa làm được việc này', 'This could not be done'],
  lanes: ['Đường gửi', 'Lanes'],
  lanesIntro: [
    'Mỗi nơi nhận do trục đẩy văn bản đến có một đường gửi riêng; nơi này hỏng không làm chậm nơi khác.',
    'Each recipient that the hub pushes to has a lane of its own; one that fails holds up no other.',
  ],
  noLanes: ['Chưa có đường gửi nào.', 'No lane yet.'],
  lane: ['Nơi nhận', 'Recipient'],
  axisLane: ['Trục {name}', 'Axis {name}'],
  queued: ['Đang chờ', 'Waiting'],
  inFlight: ['Đang gửi', 'Sending'],
  oldest: ['Chờ lâu nhất', 'Oldest'],
  health: ['Tình trạng', 'Condition'],
  healthy: ['Bình thường', 'Well'],
  failing: ['Lỗi {n} lần liền', '{n} failures in a row'],
  breakerOpen: ['Tạm ngừng sau {n} lần lỗi; thử lại lúc {at}', 'Resting after {n} failures; next try at {at}'],
  pausedBy: ['{who} tạm dừng từ {at}: {why}', 'Paused by {who} since {at}: {why}'],
  pause: ['Tạm dừng', 'Pause'],
  resume: ['Cho chạy tiếp', 'Resume'],
  why: ['Lý do (ghi vào nhật ký)', 'Why (goes into the log)'],
  lanePaused: ['Đã tạm dừng.', 'Paused.'],
  laneResumed: ['Đã cho chạy tiếp.', 'Running again.'],
  back: ['Quay lại', 'Back'],
  keys: ['Phím tắt: J, K chuyển dòng · Enter mở · X chọn', 'Keys: J, K move · Enter opens · X selects'],
  noAgency: ['Tài khoản chưa được giao cơ quan nào.', 'No agency is assigned to the account.'],
} as const satisfies Record<string, readonly [vi: string, en: string]>;

export type WordKey = keyof typeof WORDS;

/** One word or sentence; `{name}` is filled from the facts. */
export function wordOf(
  key: WordKey,
  language: Language,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  const pair = WORDS[key];
  if (!pair) throw new Error(`no word ${key}`);
  return pair[language === 'vi' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** edXML Priority 0 to 4 (glossary 19, 20). */
export const URGENCY_WORDS = [
  ['Thường', 'Normal'],
  ['Khẩn', 'Urgent'],
  ['Thượng khẩn', 'Very urgent'],
  ['Hỏa tốc', 'Flash'],
  ['Hỏa tốc hẹn giờ', 'Flash, by an appointed hour'],
] as const;

/** Why a clerk returns a document (NĐ 30/2020 Art 21(2)(b); QĐ 28/2018 Art 5(4)). */
export const RETURN_REASONS = {
  misdirected: ['Gửi sai nơi nhận', 'Sent to the wrong recipient'],
  signature: ['Chữ ký số không hợp lệ', 'The digital signature does not hold'],
  incomplete: ['Thiếu hồ sơ, tài liệu gửi kèm', 'Attached files are missing'],
  form: ['Sai thể thức', 'Wrong form'],
  duplicate: ['Trùng văn bản', 'Duplicate'],
  other: ['Khác', 'Other'],
} as const;
export type ReturnReason = keyof typeof RETURN_REASONS;

export function pick(pair: readonly [vi: string, en: string] | undefined, language: Language): string {
  return pair ? pair[language === 'vi' ? 0 : 1] : '–';
}
