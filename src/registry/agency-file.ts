import { cutObjects, UnfinishedJson } from '../platform/json-objects.ts';
import { type AgencyRow, COLUMNS, reasons } from './import-rules.ts';
import { columnOf, decode, FAULTS, readTable, unreadable } from './table-file.ts';

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
    yield* /^\s*[[{]/.test(first)
      ? fromJson(whole)
      : readTable(whole, { columns: COLUMNS, required: ['code', 'name'], onUnknown });
  } catch (cause) {
    if (cause instanceof UnfinishedJson) throw unreadable(cause.line, FAULTS.openObject, cause);
    throw cause;
  }
}

async function* fromJson(chunks: AsyncIterable<string>): AsyncGenerator<AgencyRow> {
  for await (const { line, text } of cutObjects(chunks)) {
    const value = parseObject(text);
    if (value === null) yield { line, problem: reasons.json() };
    else {
      const named = Object.entries(value).flatMap(([key, cell]) => {
        const column = columnOf(COLUMNS, key);
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
