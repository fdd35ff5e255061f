import { malformed, PdfFault } from './fault.ts';
import type { Budget } from './limits.ts';
import { isSpace, Parser } from './parser.ts';
import type { FileSource } from './source.ts';
import { isKind, type PdfRef } from './values.ts';
import { readSection, type XrefEntry, type XrefSection } from './xref.ts';

/** One saving of the file: the original, or one incremental update (ISO 32000-1 7.5.6). */
export interface Revision {
  readonly entries: ReadonlyMap<number, XrefEntry>;
  readonly root: PdfRef;
  /** Its octets begin here: the end of the revision before. */
  readonly start: number;
  /** Behind its `%%EOF`; a ByteRange may end here, or with the white space up to `end`. */
  readonly eof: number;
  readonly end: number;
  /** Cross-reference sections of this revision, as ranges of octets. */
  readonly sections: readonly { readonly start: number; readonly end: number }[];
}

export interface RevisionChain {
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  /** Octets behind the last %%EOF that are not white space. */
  readonly trailing: number;
}

const TAIL = 2_048;

/** Follows the chain from the last `startxref` to the original, and finds where each revision ends. */
export function readRevisions(source: FileSource, budget: Budget): RevisionChain {
  if (source.slice(0, 5).toString('latin1') !== '%PDF-') throw malformed('%PDF-', 0);
  const { offset, trailing, eof } = lastStartxref(source, budget);
  const groups = group(readChain(source, offset, budget));
  const revisions: Revision[] = [];
  for (const sections of groups) revisions.push(finish(source, sections, revisions.at(-1)?.end ?? 0, budget));
  if (revisions.at(-1)!.eof !== eof) throw malformed('startxref', eof);
  return { revisions, trailing };
}

function lastStartxref(source: FileSource, budget: Budget) {
  const from = Math.max(0, source.size - TAIL);
  const tail = source.slice(from, source.size).toString('latin1');
  const at = tail.lastIndexOf('startxref');
  if (at < 0) throw malformed('startxref', source.size);
  const { offset, eof } = readStartxref(source, from + at, budget);
  const rest = tail.slice(eof - from);
  return { offset, eof, trailing: [...rest].every((letter) => isSpace(letter.charCodeAt(0))) ? 0 : rest.length };
}

function readStartxref(source: FileSource, at: number, budget: Budget): { offset: number; eof: number } {
  const parser = new Parser(source, at, budget);
  parser.expect('startxref');
  const offset = parser.count();
  while (isSpace(source.at(parser.pos))) parser.pos += 1;
  if (source.slice(parser.pos, parser.pos + 5).toString('latin1') !== '%%EOF') throw malformed('%%EOF', parser.pos);
  return { offset, eof: parser.pos + 5 };
}

/** Newest first, with no offset visited twice. */
function readChain(source: FileSource, newest: number, budget: Budget): XrefSection[] {
  const chain: XrefSection[] = [];
  const seen = new Set<number>();
  let entries = 0;
  for (let at: number | null = newest; at !== null; at = chain.at(-1)!.prev) {
    if (seen.has(at)) throw malformed('Prev loop', at);
    seen.add(at);
    const section = readSection(source, at, budget);
    if (section.trailer.map.has('Encrypt')) throw new PdfFault('PDF_ENCRYPTED');
    chain.push(section);
    entries += section.entries.size;
    budget.check('xrefEntries', entries);
    budget.check('revisions', chain.length);
  }
  return chain;
}

/**
 * Sections to revisions, oldest first. An update lies behind what it updates; only a linearized original (Annex F) has
 * its first section, of the first page, in front of its second.
 */
function group(chain: readonly XrefSection[]): XrefSection[][] {
  const oldestFirst = [...chain].reverse();
  const [oldest, next] = oldestFirst;
  const linearized = oldest && next && next.start < oldest.start;
  const groups = linearized
    ? [[next, oldest], ...oldestFirst.slice(2).map((one) => [one])]
    : oldestFirst.map((o) => [o]);
  return groups as XrefSection[][];
}

function finish(source: FileSource, sections: readonly XrefSection[], start: number, budget: Budget): Revision {
  const [leading, main = leading] = sections as [XrefSection, XrefSection?];
  if (main.start < start) throw malformed('Prev', main.start);
  const parser = new Parser(source, main.end, budget);
  parser.skip();
  const { offset, eof } = readStartxref(source, parser.pos, budget);
  if (offset !== leading.start) throw malformed('startxref', parser.pos);
  let end = eof;
  while (isSpace(source.at(end))) end += 1;
  // Of two sections of a linearized original the leading one is asked first.
  const entries = new Map(main.entries);
  for (const [num, entry] of leading.entries) if (entry.type !== 'free' || !entries.has(num)) entries.set(num, entry);
  for (const entry of entries.values()) {
    if (entry.type === 'offset' && entry.offset >= main.end) {
      throw malformed('object behind its revision', entry.offset);
    }
  }
  const root = leading.trailer.map.get('Root') ?? main.trailer.map.get('Root');
  if (!isKind(root, 'ref')) throw malformed('Root', main.end);
  const places = sections.flatMap((one) => [{ start: one.start, end: one.end }, ...(one.hybrid ? [one.hybrid] : [])]);
  return { entries, root, start, eof, end, sections: places };
}
