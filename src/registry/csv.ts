/** One record of a CSV file and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads RFC 4180 from chunks of text: quoted cells with doubled quotes and line breaks, LF or CRLF. The separator is
 * whichever of comma, semicolon (what Excel writes under a Vietnamese locale) and tab the first line has most of.
 * Empty lines are skipped. Throws CsvError when a quoted cell never ends.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let separator = '';
  let held = '';
  let line = 1;
  for await (const chunk of chunks) {
    held += chunk;
    if (separator === '') {
      if (!held.includes('\n')) continue;
      separator = separatorOf(held);
    }
    const taken = takeRecords(held, separator, line, false);
    yield* taken.records;
    held = held.slice(taken.end);
    line = taken.line;
  }
  const rest = takeRecords(held, separator || separatorOf(held), line, true);
  if (rest.openSince !== null) throw new CsvError(rest.openSince, 'unclosed quote');
  yield* rest.records;
}

function separatorOf(text: string): string {
  const first = text.split('\n', 1)[0] ?? '';
  const count = (mark: string) => first.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

interface Taken {
  readonly records: CsvRecord[];
  /** Where the first record that is not complete begins. */
  readonly end: number;
  readonly line: number;
  readonly openSince: number | null;
}

/** Every record that is complete in `text`; with `last`, the one that ends with the text too. */
function takeRecords(text: string, separator: string, firstLine: number, last: boolean): Taken {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [start, startLine, line, at] = [0, firstLine, firstLine, 0];
  const finish = (next: number) => {
    if (cells.length > 1 || cells[0]?.trim()) records.push({ line: startLine, cells });
    cells = [];
    start = next;
    startLine = line;
  };
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      // A quote as the last character may be the first half of a doubled one.
      if (close === -1 || (close === text.length - 1 && !last)) {
        return { records, end: start, line: startLine, openSince: close === -1 ? startLine : null };
      }
      const quoted = text.slice(at + 1, close);
      line += quoted.split('\n').length - 1;
      cell = quoted.replaceAll('""', '"');
      at = close + 1;
    }
    const stop = endOfCell(text, separator, at);
    if (stop === text.length && !last) break;
    cells.push(cell + text.slice(at, stop).replace(/\r$/, ''));
    at = stop + 1;
    if (text[stop] === '\n') line += 1;
    if (text[stop] !== separator) finish(at);
    else if (at === text.length && last) cells.push('');
  }
  if (last && cells.length > 0) finish(text.length);
  return { records, end: start, line: startLine, openSince: null };
}

function endOfCell(text: string, separator: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === separator || text[at] === '\n') return at;
  }
  return text.length;
}
