import type { Block, Sheet, Table } from '../office/index.ts';
import type { Agency } from '../registry/index.ts';
import type { Book, BookRow } from './books.ts';
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

export function shortDay(day: string | null): string {
  return day?.split('-').reverse().join('/') ?? '';
}
