import type { Block, Sheet, Table } from '../office/index.ts';
import type { IncomingLine } from '../register/index.ts';
import type { Agency } from '../registry/index.ts';
import { type Book, type BookRow, whichDocument } from './books.ts';
import { wordOf } from './words.ts';

/** What is printed and kept is in the law's own words, whoever prints it. */
const LANGUAGE = 'vi';

/** What a printed book covers. Days are `2026-11-25`. */
export interface Printed {
  readonly book: Book;
  readonly agency: Agency;
  /** The agency above it; null where there is none. */
  readonly above: string | null;
  readonly from: string;
  readonly to: string;
  readonly rows: readonly BookRow[];
}

/** A cover as the form has it, then the table with its numbered columns (NĐ 30/2020, Phụ lục IV). */
export function bookBlocks(printed: Printed): Block[] {
  const { agency, above } = printed;
  return [
    ...(above === null ? [] : [centred(above.toUpperCase())]),
    { ...centred(agency.name.toUpperCase()), bold: true },
    { kind: 'title', text: titleOf(printed.book) },
    ...periodOf(printed).map(centred),
    { kind: 'page-break' },
    { kind: 'table', ...tableOf(printed) },
  ];
}

export function bookSheet(printed: Printed): Sheet {
  const heading = [titleOf(printed.book), printed.agency.name, ...periodOf(printed)];
  return { name: wordOf(printed.book.title, LANGUAGE), heading, orientation: 'landscape', ...tableOf(printed) };
}

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

function titleOf(book: Book): string {
  return wordOf(book.title, LANGUAGE).toUpperCase();
}

/** Năm, từ ngày đến ngày, từ số đến số: as the cover has them. */
function periodOf({ book, from, to, rows }: Printed): string[] {
  const years = [...new Set([from.slice(0, 4), to.slice(0, 4)])].join(' – ');
  const numbers = [rows[0], rows.at(-1)].flatMap((row) => (row ? [row.cells[book.links.line]] : []));
  return [
    `Năm: ${years}`,
    `Từ ngày ${shortDay(from)} đến ngày ${shortDay(to)}`,
    ...(book.numbersOnCover && numbers.length > 0 ? [`Từ số ${numbers[0]} đến số ${numbers.at(-1)}`] : []),
    'Quyển số: ……',
  ];
}

function tableOf({ book, rows }: Printed): Table {
  const columns = book.columns.map(({ word, width, align = 'left' as const }) => ({
    header: wordOf(word, LANGUAGE),
    width,
    align,
  }));
  return { columns, numbered: true, rows: rows.map((row) => row.cells) };
}

function centred(text: string) {
  return { kind: 'paragraph', text, align: 'center' } as const;
}

function part(text: string): Block {
  return { kind: 'paragraph', text, bold: true };
}

const DOTS = '…'.repeat(34);

function point(text: string, known: string | null): Block {
  return { kind: 'paragraph', text: `- ${text}: ${known || `\n${DOTS}`}` };
}

function shortDay(day: string | null): string {
  return day?.split('-').reverse().join('/') ?? '';
}

/** With a zero before days below 10 and the months 1 and 2 (Phụ lục I). */
function longDay(day: string | null): string {
  if (day === null) return '……, ngày … tháng … năm …';
  const [year, month, date] = day.split('-');
  return `……, ngày ${date} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
}
