import { malformed, PdfFault } from './fault.ts';
import { decodeStream } from './filters.ts';
import type { Budget } from './limits.ts';
import { readObject } from './objects.ts';
import { Parser } from './parser.ts';
import type { FileSource } from './source.ts';
import { isCount, isKind, nameOf, type PdfDict } from './values.ts';

/** Where an object is, according to one cross-reference section. */
export type XrefEntry =
  | { readonly type: 'free' }
  | { readonly type: 'offset'; readonly offset: number; readonly gen: number }
  | { readonly type: 'packed'; readonly stream: number; readonly index: number };

export interface XrefSection {
  readonly start: number;
  /** Behind the trailer dictionary, or behind `endobj` of a cross-reference stream. */
  readonly end: number;
  readonly entries: Map<number, XrefEntry>;
  readonly trailer: PdfDict;
  readonly prev: number | null;
  /** A hybrid file's cross-reference stream beside its table (ISO 32000-1 7.5.8.4): its own place, for accounting. */
  readonly hybrid: { readonly start: number; readonly end: number } | null;
}

/** One section of the cross-reference chain at an offset: a table (7.5.4) or a stream (7.5.8). */
export function readSection(source: FileSource, at: number, budget: Budget): XrefSection {
  if (at >= source.size) throw malformed('startxref', at);
  const parser = new Parser(source, at, budget);
  return parser.takes('xref') ? readTable(parser, source, at, budget) : readXrefStream(source, at, budget);
}

function readTable(parser: Parser, source: FileSource, start: number, budget: Budget): XrefSection {
  const entries = new Map<number, XrefEntry>();
  while (!parser.takes('trailer')) {
    const first = parser.count();
    const count = parser.count();
    budget.check('xrefEntries', entries.size + count);
    for (let index = 0; index < count; index += 1) {
      budget.value();
      const offset = parser.count();
      const gen = parser.count();
      const inUse = parser.takes('n');
      if (!inUse) parser.expect('f');
      // Some writers mark an object as used at offset 0, which can only be the header.
      put(entries, first + index, inUse && offset > 0 ? { type: 'offset', offset, gen } : { type: 'free' }, start);
    }
  }
  const trailer = parser.value();
  if (!isKind(trailer, 'dict') || trailer.doubled) throw malformed('trailer', parser.pos);
  const section = { start, end: parser.pos, entries, trailer, prev: prevOf(trailer, start), hybrid: null };
  const beside = trailer.map.get('XRefStm');
  return beside === undefined ? section : withHybrid(section, readHybrid(source, beside, budget));
}

function readHybrid(source: FileSource, at: unknown, budget: Budget): XrefSection {
  if (!isCount(at as number)) throw malformed('XRefStm', 0);
  return readXrefStream(source, at as number, budget);
}

/** The table is asked first, then the stream; an object in both at two places would differ between readers. */
function withHybrid(section: XrefSection, beside: XrefSection): XrefSection {
  for (const [num, entry] of beside.entries) put(section.entries, num, entry, beside.start);
  return { ...section, hybrid: { start: beside.start, end: beside.end } };
}

function readXrefStream(source: FileSource, at: number, budget: Budget): XrefSection {
  const noLength = (): never => {
    throw malformed('stream length', at);
  };
  const { value, end } = readObject(source, at, budget, noLength);
  if (!isKind(value, 'stream') || nameOf(value.dict.map.get('Type')) !== 'XRef') throw malformed('xref expected', at);
  budget.check('streamBytes', value.length);
  const { dict } = value;
  const bytes = decodeStream(source.slice(value.start, value.start + value.length), dict, at, budget);
  const entries = new Map<number, XrefEntry>();
  const widths = numbersOf(dict, 'W', null, at);
  if (widths.length !== 3 || widths.some((width) => width > 8)) throw malformed('W', at);
  const width = widths[0]! + widths[1]! + widths[2]!;
  const ranges = numbersOf(dict, 'Index', [0, sizeOf(dict, at)], at);
  let pos = 0;
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    const [first, count] = [ranges[range]!, ranges[range + 1]!];
    budget.check('xrefEntries', entries.size + count);
    if (width === 0 || pos + count * width > bytes.length) throw malformed('xref stream', at);
    for (let index = 0; index < count; index += 1, pos += width) {
      budget.value();
      put(entries, first + index, readEntry(bytes.subarray(pos, pos + width), widths, at), at);
    }
  }
  return { start: at, end, entries, trailer: dict, prev: prevOf(dict, at), hybrid: null };
}

function readEntry(row: Buffer, widths: readonly number[], at: number): XrefEntry {
  const field = (start: number, width: number, otherwise: number): number => {
    if (width === 0) return otherwise;
    let value = 0;
    for (const octet of row.subarray(start, start + width)) value = value * 256 + octet;
    if (!Number.isSafeInteger(value)) throw malformed('xref stream', at);
    return value;
  };
  const [one, two, three] = widths as [number, number, number];
  const type = field(0, one, 1);
  const second = field(one, two, 0);
  const third = field(one + two, three, 0);
  if (type === 1) return { type: 'offset', offset: second, gen: third };
  if (type === 2) return { type: 'packed', stream: second, index: third };
  return { type: 'free' };
}

/** One object at two places in one section: a reader takes the first, another the last. */
function put(entries: Map<number, XrefEntry>, num: number, entry: XrefEntry, at: number): void {
  const known = entries.get(num);
  if (known === undefined || known.type === 'free') entries.set(num, entry);
  else if (entry.type !== 'free' && !sameEntry(known, entry)) throw new PdfFault('PDF_DOUBLED_OBJECT', { num, at });
}

export function sameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.type === 'offset') return b.type === 'offset' && a.offset === b.offset && a.gen === b.gen;
  if (a.type === 'packed') return b.type === 'packed' && a.stream === b.stream && a.index === b.index;
  return b.type === 'free';
}

function prevOf(trailer: PdfDict, at: number): number | null {
  const prev = trailer.map.get('Prev');
  if (prev === undefined) return null;
  if (!isCount(prev)) throw malformed('Prev', at);
  return prev;
}

function sizeOf(dict: PdfDict, at: number): number {
  const size = dict.map.get('Size');
  if (!isCount(size)) throw malformed('Size', at);
  return size;
}

function numbersOf(dict: PdfDict, key: string, otherwise: number[] | null, at: number): number[] {
  const value = dict.map.get(key);
  if (value === undefined && otherwise) return otherwise;
  if (!isKind(value, 'array') || !value.items.every(isCount)) throw malformed(key, at);
  return value.items as number[];
}
