import type { PdfDocument } from './document.ts';
import { isKind, type PdfDict, type PdfStream, type PdfValue } from './values.ts';

/** Whether two values say the same; references are the same when they name the same object, whatever it holds. */
export function equal(a: PdfValue, b: PdfValue, document: PdfDocument): boolean {
  document.budget.value();
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isKind(a, 'name')) return isKind(b, 'name') && a.name === b.name;
  if (isKind(a, 'string')) return isKind(b, 'string') && a.bytes.equals(b.bytes);
  if (isKind(a, 'ref')) return isKind(b, 'ref') && a.num === b.num && a.gen === b.gen;
  if (isKind(a, 'array')) {
    if (!isKind(b, 'array') || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => equal(item, b.items[index]!, document));
  }
  if (isKind(a, 'stream')) return isKind(b, 'stream') && sameStream(a, b, document);
  return isKind(b, 'dict') && !b.doubled && differingKeys(a, b, document).length === 0;
}

function sameStream(a: PdfStream, b: PdfStream, document: PdfDocument): boolean {
  if (a.length !== b.length || b.dict.doubled || differingKeys(a.dict, b.dict, document).length > 0) return false;
  const digest = ({ start, length }: PdfStream) =>
    document.source.digest('sha256', [[start, start + length]], () => document.budget.time());
  return a.start === b.start || digest(a).equals(digest(b));
}

export function differingKeys(a: PdfDict, b: PdfDict, document: PdfDocument): string[] {
  const keys = new Set([...a.map.keys(), ...b.map.keys()]);
  return [...keys].filter((key) => !equal(a.map.get(key) ?? null, b.map.get(key) ?? null, document));
}
