import {
  type DocumentHeader,
  displayLine,
  type Header,
  STATUS_WORDS,
  type StatusHeader,
} from '../../src/edxml/index.ts';

/** What a mail says, around what it carries. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly urgent: boolean;
}

/** Where and until when its recipient answers. */
export interface Invitation {
  readonly link: string;
  readonly days: number;
}

const LONGEST_LINE = 300;
const LONGEST_SUBJECT = 180;

/** NĐ 30/2020 Art 8(1)(d) by the codes of QCVN 102:2016; 4, hỏa tốc hẹn giờ, is no level of the decree. */
const URGENCY = [
  { vi: 'Thường', en: 'Ordinary' },
  { vi: 'Khẩn', en: 'Urgent' },
  { vi: 'Thượng khẩn', en: 'Very urgent' },
  { vi: 'Hỏa tốc', en: 'Express' },
  { vi: 'Hỏa tốc hẹn giờ', en: 'Express by the hour' },
] as const;

/** By BussinessDocType. */
const KINDS = [
  { vi: 'gửi văn bản', en: 'sends a document', title: '' },
  { vi: 'thu hồi văn bản', en: 'recalls a document', title: 'Thu hồi: ' },
  { vi: 'cập nhật văn bản', en: 'updates a document', title: 'Cập nhật: ' },
  { vi: 'thay thế văn bản', en: 'replaces a document', title: 'Thay thế: ' },
] as const;

const RECALL = 1;

/** Whether its recipient owes an answer: to a document, and to a request to give one back. */
export function wantsAnswer(header: Header): boolean {
  return header.kind === 'document' || header.statusCode === '13';
}

/** @param invitation null where nothing is to be answered */
export function writeLetter(header: Header, files: readonly string[], invitation: Invitation | null): Letter {
  const sender = line(header.from.organName ?? header.from.organId);
  const body = header.kind === 'document' ? aboutDocument(header, sender, files) : aboutStatus(header, sender);
  return { ...body, text: [body.text, invitation ? howToAnswer(header, invitation) : '', FOOTER].join('\n\n') };
}

function aboutDocument(header: DocumentHeader, sender: string, files: readonly string[]): Letter {
  const kind = KINDS[header.bussiness?.docType ?? 0];
  const urgency = URGENCY[header.priority];
  const code = line([header.codeNumber, header.codeNotation].filter(Boolean).join('/')) || '–';
  const tag = header.priority > 0 ? `[${urgency.vi}] ` : '';
  const facts: [vi: string, en: string, value: string | null][] = [
    ['Số, ký hiệu', 'Number', code],
    ['Ngày ban hành', 'Dated', header.promulgationDate],
    ['Trích yếu', 'Subject', header.subject],
    ['Mức độ khẩn', 'Urgency', `${urgency.vi} / ${urgency.en}`],
    ['Thời hạn xử lý', 'Due', header.dueDate],
    ['Lý do', 'Reason', header.bussiness?.docType ? header.bussiness.reason : null],
    ['Tệp kèm theo', 'Files', files.join('; ')],
  ];
  const rows = facts.flatMap(([vi, en, value]) => (value ? [`${vi} / ${en}: ${line(value)}`] : []));
  return {
    subject: displayLine(`${tag}${kind.title}${code}: ${header.subject}`, LONGEST_SUBJECT),
    text: [`${sender} ${kind.vi} qua trục liên thông văn bản.`, `${sender} ${kind.en}.`, '', ...rows].join('\n'),
    urgent: header.priority > 0,
  };
}

function aboutStatus({ statusCode, responseFor, description }: StatusHeader, sender: string): Letter {
  const words = STATUS_WORDS[statusCode];
  const about = line(responseFor.code ?? responseFor.documentId ?? '–');
  const rows = [
    `${sender} báo về văn bản ${about}: ${words.vi} (${statusCode}).`,
    `${sender} reports on ${about}: ${words.en} (${statusCode}).`,
    ...(description ? ['', line(description)] : []),
  ];
  return {
    subject: displayLine(`${words.vi}: ${about}`, LONGEST_SUBJECT),
    text: rows.join('\n'),
    urgent: statusCode === '13',
  };
}

function howToAnswer(header: Header, { link, days }: Invitation): string {
  const isTakenBack = header.kind === 'status' || header.bussiness?.docType === RECALL;
  const act = isTakenBack
    ? { vi: 'Hủy bỏ và thông báo cho bên gửi', en: 'Cancel it and tell the sender' }
    : { vi: 'Xác nhận đã nhận', en: 'Confirm that it has arrived' };
  return [
    `Việc cần làm: mở trang sau và bấm “${act.vi}”.`,
    `What to do: open this page and press "${act.en}".`,
    link,
    `Liên kết chỉ dành cho hộp thư này, dùng được trong ${days} ngày; xin đừng chuyển tiếp.`,
    `The link is for this mailbox alone and good for ${days} days; please do not pass it on.`,
  ].join('\n');
}

const FOOTER = [
  '-- ',
  'Thư tự động của trục liên thông văn bản. Bản gốc có giá trị pháp lý là tệp .edxml và các tệp đã ký số kèm theo.',
  'Sent automatically by the document exchange hub. The .edxml file and the signed files are the document itself.',
].join('\n');

/** What other offices wrote cannot break a line or fill a page. */
function line(text: string): string {
  return displayLine(text, LONGEST_LINE);
}
