import type { Block, Line } from '../office/index.ts';
import type { IncomingLine, OutgoingLine } from '../register/index.ts';
import type { Agency } from '../registry/index.ts';
import { whichDocument } from './books.ts';
import { shortDay } from './printed.ts';

/** Phiếu giải quyết văn bản đến (mục VII): what is known is filled in, the rest is written by hand. */
export function slipBlocks(line: IncomingLine, agency: Agency): Block[] {
  const about = [whichDocument(line), line.summary].filter(Boolean).join(': ');
  return [
    {
      kind: 'letterhead',
      left: [{ text: agency.name.toUpperCase(), bold: true }, { text: `Số đến: ${line.number}` }],
      right: [
        { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true },
        { text: 'Độc lập - Tự do - Hạnh phúc', bold: true },
        { text: longDay(line.handedOn), italic: true },
      ],
    },
    { kind: 'title', text: 'PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN' },
    { kind: 'subtitle', text: about },
    part('1. Ý kiến của lãnh đạo cơ quan, tổ chức'),
    point('Giao đơn vị, cá nhân chủ trì', line.handedTo),
    point('Giao các đơn vị, cá nhân tham gia phối hợp giải quyết văn bản đến (nếu có)', line.helpers),
    point('Thời hạn giải quyết đối với mỗi đơn vị, cá nhân (nếu có)', shortDay(line.dueOn)),
    ...(line.directive ? [point('Ý kiến chỉ đạo giải quyết', line.directive)] : []),
    point('Ngày tháng cho ý kiến phân phối, giải quyết', shortDay(line.handedOn)),
    part('2. Ý kiến của lãnh đạo đơn vị'),
    point('Giao cho cá nhân; thời hạn giải quyết đối với cá nhân (nếu có)', null),
    point('Ngày, tháng, năm cho ý kiến', null),
    part('3. Ý kiến đề xuất của người giải quyết'),
    point('Ý kiến đề xuất giải quyết văn bản đến của cá nhân', null),
    point('Ngày, tháng, năm đề xuất ý kiến', null),
  ];
}

/** Dấu "Đến" (mục V), 35 by 50 mm, for a document that is kept on paper as well; the file's code is written by hand. */
export function stampBlocks({ number, arrivedOn, handedTo }: IncomingLine, agency: Agency): Block[] {
  const line = (text: string, bold = false): Line => ({ text, bold });
  return [
    {
      kind: 'stamp',
      lines: [
        line(agency.name.toUpperCase(), true),
        line('ĐẾN', true),
        line(`Số: ${number}`),
        line(`Ngày: ${shortDay(arrivedOn)}`),
        line(`Chuyển: ${handedTo || '………………'}`),
        line('Số và ký hiệu HS: ……………'),
      ],
    },
  ];
}

/** One document has at most 5,000 recipients; whoever posts more prints lists of addresses. */
const MOST_ENVELOPES = 100;

/** Bì văn bản (mục II): one for each recipient that the line names. */
export function envelopeBlocks({ code, recipients }: OutgoingLine, agency: Agency): Block[] {
  const names = recipients.split(';').map((one) => one.trim());
  const { contact } = agency;
  const known = (label: string, value: string | undefined) => (value ? [`${label}: ${value}`] : []);
  const reached = [
    ...known('Địa chỉ', contact.address),
    [...known('Điện thoại', contact.telephone), ...known('Fax', contact.fax)].join('    '),
    [...known('E-mail', contact.email), ...known('Website', contact.website)].join('    '),
  ];
  return names
    .filter(Boolean)
    .slice(0, MOST_ENVELOPES)
    .flatMap((name, index): Block[] => [
      ...(index === 0 ? [] : [{ kind: 'page-break' } as const]),
      { kind: 'paragraph', text: agency.name.toUpperCase(), bold: true },
      ...reached.filter(Boolean).map((text): Block => ({ kind: 'paragraph', text })),
      { kind: 'paragraph', text: `Số/ký hiệu văn bản: ${code || '……………'}` },
      { kind: 'title', text: `Kính gửi: ${name}` },
    ]);
}

function part(text: string): Block {
  return { kind: 'paragraph', text, bold: true };
}

const DOTS = '…'.repeat(34);

function point(text: string, known: string | null): Block {
  return { kind: 'paragraph', text: `- ${text}: ${known || `\n${DOTS}`}` };
}

/** With a zero before days below 10 and the months 1 and 2 (Phụ lục I). */
function longDay(day: string | null): string {
  if (day === null) return '……, ngày … tháng … năm …';
  const [year, month, date] = day.split('-');
  return `……, ngày ${date} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
}
