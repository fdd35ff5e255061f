import { createReadStream } from 'node:fs';
import { cutObjects, UnfinishedJson } from '../platform/json-objects.ts';
import { CsvError, readCsv } from './csv.ts';
import { error } from './errors.ts';
import { type AgencyRow, COLUMNS, type Column, type Reason, reasons } from './import-rules.ts';

/**
 * The rows of a directory file: CSV with a header row, a JSON array, or one JSON object to a line; UTF-8, with or
 * without a byte order mark. Reads as it goes. Throws IMPORT_FILE_UNREADABLE for what makes the file as a whole
 * unusable; a single bad row carries its `problem` and is left to the importer's report.
 * @param onUnknown Told the columns of a CSV header that the directory does not have: perhaps misspelt ones.
 */
export async function* parseAgencyFile(
  path: string,
  onUnknown: (columns: readonly string[]) => void = () => {},
): AsyncGenerator<AgencyRow> {
  let first = '';
  const chunks = decode(path);
  while (first.trim() === '') {
    const next = await chunks.next();
    if (next.done) throw unreadable(1, FAULTS.empty);
    first += next.value;
  }
  const whole = (async function* () {
    yield first;
    yield* chunks;
  })();
  try {
    yield* /^\s*[[{]/.test(first) ? fromJson(whole) : fromCsv(whole, onUnknown);
  } catch (cause) {
    if (cause instanceof CsvError) throw unreadable(cause.line, FAULTS.openQuote, cause);
    if (cause instanceof UnfinishedJson) throw unreadable(cause.line, FAULTS.openObject, cause);
    throw cause;
  }
}

async function* decode(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  try {
    for await (const bytes of createReadStream(path)) {
      const text = decoder.decode(bytes as Buffer, { stream: true });
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

async function* fromCsv(
  chunks: AsyncIterable<string>,
  onUnknown: (columns: readonly string[]) => void,
): AsyncGenerator<AgencyRow> {
  let header: (Column | null)[] | null = null;
  for await (const { line, cells } of readCsv(chunks)) {
    if (header === null) {
      header = cells.map((cell) => columnOf(cell));
      if (!header.includes('code') || !header.includes('name')) throw unreadable(line, FAULTS.noColumns);
      const unknown = cells.filter((cell) => columnOf(cell) === null && cell.trim() !== '');
      if (unknown.length > 0) onUnknown(unknown);
    } else if (cells.length !== header.length) {
      yield { line, problem: reasons.cells(cells.length, header.length) };
    } else {
      const named = header.flatMap((column, index) => (column ? [[column, cells[index]] as const] : []));
      yield { line, ...Object.fromEntries(named) };
    }
  }
  if (header === null) throw unreadable(1, FAULTS.empty);
}

async function* fromJson(chunks: AsyncIterable<string>): AsyncGenerator<AgencyRow> {
  for await (const { line, text } of cutObjects(chunks)) {
    const value = parseObject(text);
    if (value === null) yield { line, problem: reasons.json() };
    else {
      const named = Object.entries(value).flatMap(([key, cell]) => {
        const column = columnOf(key);
        return column ? [[column, asText(cell)] as const] : [];
      });
      yield { line, ...Object.fromEntries(named) };
    }
  }
}

function parseObject(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

function asText(cell: unknown): string {
  if (Array.isArray(cell)) return cell.map(String).join(' ');
  return cell === null || cell === undefined ? '' : String(cell);
}

function columnOf(name: string): Column | null {
  const wanted = name.trim().toLowerCase();
  return COLUMNS.find((column) => column === wanted) ?? null;
}

function isFileError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && 'syscall' in cause;
}

/** What makes a whole file unusable. */
const FAULTS = {
  empty: { vi: 'tệp rỗng', en: 'it is empty' },
  notUtf8: { vi: 'không phải mã hóa UTF-8', en: 'it is not UTF-8' },
  noColumns: { vi: 'thiếu cột code hoặc name', en: 'the columns code and name are missing' },
  openQuote: { vi: 'dấu nháy mở ở dòng này không được đóng', en: 'a quote that opens here is never closed' },
  openObject: { vi: 'đối tượng JSON mở ở dòng này không được đóng', en: 'a JSON object that opens here never ends' },
} as const;

function unreadable(line: number, fault: Reason, cause?: unknown) {
  return error('IMPORT_FILE_UNREADABLE', { line, ...fault }, cause);
}
