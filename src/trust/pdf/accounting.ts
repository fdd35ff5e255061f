import type { PdfDocument } from './document.ts';
import { Parser } from './parser.ts';

/**
 * Whether an update holds nothing but what its own cross-reference names: objects, white space, comments. An object that
 * is there twice, or not named, is shown by readers that repair files, and by nobody else.
 */
export function isAccountedFor(document: PdfDocument, revision: number): boolean {
  const { start, end, entries, sections } = document.revisions[revision]!;
  const view = document.view(revision);
  const items = new Map<number, number>();
  for (const entry of entries.values()) {
    if (entry.type !== 'offset' || entry.offset < start || entry.offset >= end) continue;
    items.set(entry.offset, document.objectAt(entry.offset, view).end);
  }
  for (const section of sections) items.set(section.start, section.end);
  let pos = start;
  for (const [from, to] of [...items].sort(([a], [b]) => a - b)) {
    if (from < pos || skip(document, pos) !== skip(document, from)) return false;
    pos = to;
  }
  return document.source.slice(skip(document, pos), skip(document, pos) + 9).toString('latin1') === 'startxref';
}

function skip({ source, budget }: PdfDocument, pos: number): number {
  const parser = new Parser(source, pos, budget);
  parser.skip();
  return parser.pos;
}
