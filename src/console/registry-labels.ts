import type { Contact, ObeyedRecall, Reception, ReformReport, ReformState, Scope } from '../registry/index.ts';

/** What the pages call the registry's own kinds, in the reader's language. */
type Pair = readonly [vi: string, en: string];

export const CONTACT_WORDS: Readonly<Record<keyof Contact, Pair>> = {
  address: ['Địa chỉ', 'Address'],
  email: ['Thư điện tử', 'E-mail'],
  telephone: ['Điện thoại', 'Telephone'],
  fax: ['Fax', 'Fax'],
  website: ['Trang thông tin điện tử', 'Website'],
  inCharge: ['Cơ quan chủ quản', 'In charge'],
};

export const RECEPTION_WORDS: Readonly<Record<Reception['outcome'], Pair>> = {
  open: ['Nhận được', 'Receives'],
  closed: ['Không còn nhận', 'Closed'],
  undecided: ['Giữ lại, chưa chọn cơ quan kế thừa', 'Held, no heir is chosen'],
  'not-connected': ['Chưa kết nối', 'Not connected'],
};

export const VIA_WORDS: Readonly<Record<Extract<Reception, { outcome: 'open' }>['via'], Pair>> = {
  own: ['trực tiếp', 'directly'],
  'contact-point': ['qua đầu mối', 'through its contact point'],
  ancestor: ['qua cơ quan cấp trên', 'through the agency above it'],
  successor: ['qua cơ quan kế thừa', 'through its successor'],
};

export const REFORM_STATES: Readonly<Record<ReformState, Pair>> = {
  scheduled: ['Chờ đến ngày', 'Waits for its day'],
  applied: ['Đã thực hiện', 'Applied'],
  cancelled: ['Đã hủy', 'Cancelled'],
  failed: ['Không thực hiện được', 'Could not be applied'],
};

type Counted = { [K in keyof ReformReport]: ReformReport[K] extends number ? K : never }[keyof ReformReport];

export const REFORM_COUNTS: Readonly<Record<Counted, Pair>> = {
  opened: ['mở', 'opened'],
  reopened: ['mở lại', 'opened again'],
  closed: ['đóng', 'closed'],
  merged: ['sáp nhập', 'merged'],
  split: ['chia tách', 'split'],
  renamed: ['đổi tên', 'renamed'],
  recoded: ['đổi mã', 'with a new code'],
  moved: ['đổi cơ quan cấp trên', 'below another agency'],
  contacts: ['đổi đầu mối', 'with a new contact point'],
  channels: ['đổi kênh', 'with a new channel'],
  inFlight: ['lượt gửi đang chờ', 'deliveries that wait'],
};

/** Which form of a recall a system obeys. */
export const RECALL_WORDS: Readonly<Record<ObeyedRecall, Pair>> = {
  package: ['gói tin thu hồi', 'recall packages'],
  status13: ['trạng thái 13 (lấy lại)', 'status 13 (take back)'],
  both: ['gói tin thu hồi hoặc trạng thái 13', 'recall packages or status 13'],
};

/** What a system may do. */
export const SCOPE_WORDS: Readonly<Record<Scope, Pair>> = {
  send: ['gửi', 'send'],
  receive: ['nhận', 'receive'],
  'agency.read': ['tra cứu cơ quan', 'read agencies'],
  admin: ['quản trị', 'administer'],
  metrics: ['đọc số đo', 'read metrics'],
};
