import { createReadStream } from 'node:fs';
import type { Language } from '../platform/errors.ts';
import { normaliseCode } from './codes.ts';
import { CsvError, readCsv } from './csv.ts';
import { error } from './errors.ts';

export type Reason = Readonly<Record<Language, string>>;

/** One row of a file as written. */
export type TableRow<Column extends string> = Readonly<Partial<Record<Column, string>>> & {
  readonly line: number;
  /** Why the row could not even be read. */
  readonly problem?: Reason;
};

export interface TableSpec<Column extends string> {
  readonly columns: readonly Column[];
  readonly required: readonly Column[];
  /** Told the columns of the header that nobody asked for: perhaps misspelt ones. */
  readonly onUnknown?: (columns: readonly string[]) => void;
}

/** The rows of a CSV file with a header row. Reads as it goes. Throws IMPORT_FILE_UNREADABLE. */
export async function* readTable<Column extends string>(
  chunks: AsyncIterable<string>,
  spec: TableSpec<Column>,
): AsyncGenerator<TableRow<Column>> {
  let header: (Column | null)[] | null = null;
  try {
    for await (const { line, cells } of readCsv(chunks)) {
      if (header === null) {
        header = cells.map((cell) => columnOf(spec.columns, cell));
        const missing = spec.required.filter((column) => !header!.includes(column));
        if (missing.length > 0) throw unreadable(line, FAULTS.noColumns(missing.join(', ')));
        const unknown = cells.filter((cell) => columnOf(spec.columns, cell) === null && cell.trim() !== '');
        if (unknown.length > 0) spec.onUnknown?.(unknown);
      } else if (cells.length !== header.length) {
        yield { line, problem: FAULTS.cells(cells.length, header.length) } as TableRow<Column>;
      } else {
        const named = header.flatMap((column, index) => (column ? [[column, cells[index]] as const] : []));
        yield { line, ...Object.fromEntries(named) } as TableRow<Column>;
      }
    }
  } catch (cause) {
    if (cause instanceof CsvError) throw unreadable(cause.line, FAULTS.openQuote, cause);
    throw cause;
  }
  if (header === null) throw unreadable(1, FAULTS.empty);
}

/** The text of a file, as `decodeBytes`. */
export function decode(path: string): AsyncGenerator<string> {
  return decodeBytes(createReadStream(path));
}

/** Bytes as UTF-8 text, with or without a byte order mark. Throws IMPORT_FILE_UNREADABLE. */
export async function* decodeBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  try {
    for await (const bytes of chunks) {
      const text = decoder.decode(bytes, { stream: true });
      line += text.split('\n').length - 1;
      yield text;
    }
    yield decoder.decode();
  } catch (cause) {
    // Reading stops by the consumer's own errors too; only what this function met is the file's fault.
    if (cause instanceof TypeError) throw unreadable(line, FAULTS.notUtf8, cause);
    if (isFileError(cause)) throw unreadable(line, { vi: cause.message, en: cause.message }, cause);
    throw cause;
  }
}

export function columnOf<Column extends string>(columns: readonly Column[], name: string): Column | null {
  const wanted = name.trim().toLowerCase();
  return columns.find((column) => column === wanted) ?? null;
}

/** Several codes in a cell are parted by blanks, commas, semicolons or `|`. */
export function codesIn(cell: string): string[] {
  return cell
    .split(/[\s,;|]+/)
    .map(normaliseCode)
    .filter((code) => code !== '');
}

function isFileError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && 'syscall' in cause;
}

/** What makes a whole file unusable. */
export const FAULTS = {
  empty: { vi: 'tệp rỗng', en: 'it is empty' },
  notUtf8: { vi: 'không phải mã hóa UTF-8', en: 'it is not UTF-8' },
  noColumns: (names: string): Reason => ({ vi: `thiếu cột ${names}`, en: `columns are missing: ${names}` }),
  cells: (got: number, wanted: number): Reason => ({
    vi: `có ${got} ô, dòng tiêu đề có ${wanted}`,
    en: `has ${got} cells, the header has ${wanted}`,
  }),
  openQuote: { vi: 'dấu nháy mở ở dòng này không được đóng', en: 'a quote that opens here is never closed' },
  openObject: { vi: 'đối tượng JSON mở ở dòng này không được đóng', en: 'a JSON object that opens here never ends' },
} as const;

export function unreadable(line: number, fault: Reason, cause?: unknown) {
  return error('IMPORT_FILE_UNREADABLE', { line, ...fault }, cause);
}
