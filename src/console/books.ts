import { STATUS_WORDS } from '../edxml/index.ts';
import type { Cell, Column } from '../office/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import {
  type BookPage,
  type BookQuery,
  type IncomingLine,
  listFollowed,
  listIncoming,
  listOutgoing,
  listPosted,
  type OutgoingLine,
} from '../register/index.ts';
import { BASE } from './context.ts';
import { type WordKey, wordOf } from './words.ts';

export interface BookColumn extends Omit<Column, 'header'> {
  readonly word: WordKey;
}

/** A line as a page shows it. */
export interface BookRow {
  /** Where the line itself is read and changed, below the console. */
  readonly at: string;
  /** Where its document is; null for paper. */
  readonly document: string | null;
  readonly gone: boolean;
  readonly cells: readonly Cell[];
}

/** One of the books of NĐ 30/2020, Phụ lục IV: its columns are the form's, in the form's order. */
export interface Book {
  readonly title: WordKey;
  readonly side: 'incoming' | 'outgoing';
  readonly columns: readonly BookColumn[];
  /** Its cover names the first and the last number. */
  readonly numbersOnCover: boolean;
  /** Which column leads to the line, and which to the document. */
  readonly links: { readonly line: number; readonly document: number };
  read(reader: Reader, query: BookQuery, language: Language): Promise<BookPage<BookRow>>;
}

interface Definition<Line> extends Omit<Book, 'read' | 'columns'> {
  readonly list: (reader: Reader, query: BookQuery) => Promise<BookPage<Line>>;
  readonly columns: readonly (BookColumn & { readonly cell: (line: Line, language: Language) => Cell })[];
}

function book<Line extends IncomingLine | OutgoingLine>({ list, columns, ...rest }: Definition<Line>): Book {
  return {
    ...rest,
    columns,
    async read(reader, query, language) {
      const { items, next } = await list(reader, query);
      const rows = items.map((line) => ({
        at: `${BASE}/register/${rest.side}/${line.id}`,
        document: documentOf(line),
        gone: line.note !== null,
        cells: columns.map((column) => column.cell(line, language)),
      }));
      return { items: rows, next };
    },
  };
}

/** Mục VI: sổ đăng ký văn bản đến. */
const incoming = book<IncomingLine>({
  title: 'register',
  side: 'incoming',
  list: listIncoming,
  numbersOnCover: true,
  links: { line: 1, document: 5 },
  columns: [
    { word: 'arrivalDay', width: 15, cell: (line) => day(line.arrivedOn) },
    { word: 'arrivalNumber', width: 8, align: 'center', cell: (line) => line.number },
    { word: 'author', width: 19, cell: (line) => line.author },
    { word: 'documentCode', width: 17, cell: (line) => line.code },
    { word: 'documentDay', width: 15, cell: (line) => day(line.issuedOn) },
    { word: 'kindAndSubject', width: 36, cell: kindAndSubject },
    { word: 'handedTo', width: 18, cell: (line, language) => receivers(line, language) },
    { word: 'handedDay', width: 15, cell: (line) => day(line.handedOn) },
    { word: 'receivedSign', width: 11, cell: () => null },
    { word: 'registerNote', width: 14, cell: noteOf },
  ],
});

/** Mục VIII: sổ theo dõi giải quyết văn bản đến. */
const followed = book<IncomingLine>({
  title: 'followUp',
  side: 'incoming',
  list: listFollowed,
  numbersOnCover: false,
  links: { line: 0, document: 1 },
  columns: [
    { word: 'arrivalNumber', width: 8, align: 'center', cell: (line) => line.number },
    { word: 'whichDocument', width: 45, cell: whichDocument },
    { word: 'handedTo', width: 22, cell: (line, language) => receivers(line, language) },
    { word: 'timeLimit', width: 15, cell: (line) => day(line.dueOn) },
    { word: 'progress', width: 16, cell: progressOf },
    { word: 'replyCode', width: 16, cell: (line) => line.replyCode },
    { word: 'registerNote', width: 16, cell: noteOf },
  ],
});

/** Mục I: sổ đăng ký văn bản đi. */
const outgoing = book<OutgoingLine>({
  title: 'outgoingBook',
  side: 'outgoing',
  list: listOutgoing,
  numbersOnCover: true,
  links: { line: 0, document: 2 },
  columns: [
    { word: 'documentCode', width: 17, cell: (line, language) => line.code || wordOf('noCode', language) },
    { word: 'documentDay', width: 15, cell: (line) => day(line.issuedOn) },
    { word: 'kindAndSubject', width: 36, cell: kindAndSubject },
    { word: 'signedBy', width: 18, cell: (line) => line.signer },
    { word: 'documentRecipients', width: 26, cell: (line) => line.recipients },
    { word: 'keptBy', width: 13, cell: (line) => line.keptBy },
    { word: 'copies', width: 9, align: 'center', cell: (line) => line.copies },
    { word: 'handedDay', width: 15, cell: (line) => day(line.forwardedOn) },
    { word: 'receivedSign', width: 11, cell: () => null },
    { word: 'registerNote', width: 13, cell: noteOf },
  ],
});

/** Mục III: sổ gửi văn bản đi bưu điện. */
const posted = book<OutgoingLine>({
  title: 'postBook',
  side: 'outgoing',
  list: listPosted,
  numbersOnCover: true,
  links: { line: 1, document: 1 },
  columns: [
    { word: 'handedDay', width: 15, cell: (line) => day(line.forwardedOn) },
    { word: 'documentCode', width: 18, cell: (line, language) => line.code || wordOf('noCode', language) },
    { word: 'documentRecipients', width: 50, cell: (line) => line.recipients },
    { word: 'envelopes', width: 9, align: 'center', cell: (line) => line.envelopes },
    { word: 'postSign', width: 18, cell: () => null },
    { word: 'registerNote', width: 18, cell: noteOf },
  ],
});

export const BOOKS = { incoming, followed, outgoing, posted } as const;
export type BookName = keyof typeof BOOKS;

/** A line in one sentence, as the follow-up and the slip name it: kind, code, day, issuer. */
export function whichDocument({ kind, code, issuedOn, author }: IncomingLine): string {
  const dated = issuedOn?.split('-').reverse().join('/');
  return [kind, code, dated, author].filter(Boolean).join(', ');
}

/** Who is in charge, and who co-ordinates. */
export function receivers({ handedTo, helpers }: IncomingLine, language: Language): string | null {
  if (!handedTo) return null;
  return helpers ? `${handedTo}; ${wordOf('coUnits', language).toLowerCase()}: ${helpers}` : handedTo;
}

function progressOf({ progress }: IncomingLine, language: Language): string | null {
  return progress && STATUS_WORDS[progress][language];
}

function kindAndSubject({ kind, summary }: { readonly kind: string; readonly summary: string }): string {
  return [kind, summary].filter(Boolean).join(': ');
}

const NOTES = { recalled: 'noteRecalled', returned: 'noteReturned', cancelled: 'noteCancelled' } as const;

function noteOf({ note, remark }: IncomingLine | OutgoingLine, language: Language): string {
  return [note && wordOf(NOTES[note], language), remark].filter(Boolean).join('; ');
}

function day(text: string | null): Cell {
  return text === null ? null : { day: text };
}

function documentOf(line: IncomingLine | OutgoingLine): string | null {
  if ('deliveryId' in line) return line.deliveryId && `${BASE}/inbox/${line.deliveryId}`;
  return line.paper ? null : `${BASE}/sent/${line.id}`;
}
