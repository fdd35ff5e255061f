import { malformed } from './fault.ts';
import type { Budget } from './limits.ts';
import { Parser } from './parser.ts';
import type { FileSource } from './source.ts';
import { isCount, isKind, type PdfRef, type PdfValue } from './values.ts';

export interface IndirectObject {
  readonly num: number;
  readonly gen: number;
  readonly value: PdfValue;
  readonly start: number;
  /** Behind `endobj`. */
  readonly end: number;
}

/** Where the Length of a stream stands when it is an object of its own (ISO 32000-1 7.3.8.2). */
export type LengthOf = (ref: PdfRef) => number;

/** Reads `num gen obj … endobj` at an offset (7.3.10). A stream is not read, only measured, and must end where it says. */
export function readObject(source: FileSource, at: number, budget: Budget, lengthOf: LengthOf): IndirectObject {
  const parser = new Parser(source, at, budget);
  const num = parser.count();
  const gen = parser.count();
  parser.expect('obj');
  let value = parser.value();
  if (isKind(value, 'dict') && parser.takes('stream')) {
    const start = afterEol(source, parser.pos);
    const stated = value.map.get('Length');
    const length = isKind(stated, 'ref') ? lengthOf(stated) : stated;
    if (value.doubled || !isCount(length) || start + length > source.size) throw malformed('stream length', start);
    parser.pos = start + length;
    value = { kind: 'stream', dict: value, start, length };
    parser.expect('endstream');
  }
  parser.expect('endobj');
  return { num, gen, value, start: at, end: parser.pos };
}

function afterEol(source: FileSource, pos: number): number {
  if (source.at(pos) === 10) return pos + 1;
  if (source.at(pos) === 13 && source.at(pos + 1) === 10) return pos + 2;
  throw malformed('stream keyword', pos);
}
