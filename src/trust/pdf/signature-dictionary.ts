import type { DocumentView } from './document.ts';
import { PdfFault } from './fault.ts';
import type { Revision } from './revisions.ts';
import type { FileSource } from './source.ts';
import { isCount, isKind, nameOf, type PdfDict, type PdfString, textOf } from './values.ts';

/** The entries of a signature dictionary (ISO 32000-1 table 252) that matter here. */
export interface SignatureDictionary {
  readonly subFilter: string | null;
  /** M, the time that the signer's program claims, as ISO 8601; null when absent or unreadable. */
  readonly claimedTime: string | null;
  readonly reason: string | null;
  /** DocMDP permission (12.8.2.2): 1 allows no later change at all; null when it is no certification. */
  readonly permission: number | null;
}

export function readDictionary(dictionary: PdfDict, view: DocumentView): SignatureDictionary {
  const { map } = dictionary;
  return {
    subFilter: nameOf(view.resolve(map.get('SubFilter'))),
    claimedTime: pdfDate(textOf(view.resolve(map.get('M')))),
    reason: textOf(view.resolve(map.get('Reason'))),
    permission: permissionOf(dictionary, view),
  };
}

function permissionOf(dictionary: PdfDict, view: DocumentView): number | null {
  const references = view.resolve(dictionary.map.get('Reference'));
  if (!isKind(references, 'array')) return null;
  for (const item of references.items.slice(0, 8)) {
    const reference = view.resolve(item);
    if (!isKind(reference, 'dict') || nameOf(view.resolve(reference.map.get('TransformMethod'))) !== 'DocMDP') continue;
    const parameters = view.resolve(reference.map.get('TransformParams'));
    const permission = isKind(parameters, 'dict') ? view.resolve(parameters.map.get('P')) : null;
    return typeof permission === 'number' ? permission : 2;
  }
  return null;
}

export interface SignedSpan {
  /** Octets of Contents with its padding. */
  readonly contents: Buffer;
  /** Where Contents lies; tells one signature from another. */
  readonly gapStart: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
  readonly end: number;
  /** Index of the revision whose end the signature covers. */
  readonly revision: number;
}

/**
 * What the signature covers (12.8.1): from octet 0 to the end of a revision with nothing left out but the hexadecimal
 * string of Contents itself, between its `<` and `>`. Any other shape leaves room for what nobody signed.
 */
export function signedSpan(dictionary: PdfDict, source: FileSource, revisions: readonly Revision[]): SignedSpan {
  if (dictionary.doubled) throw new PdfFault('PDF_BYTE_RANGE', { problem: 'key twice' });
  const range = dictionary.map.get('ByteRange');
  const contents = dictionary.map.get('Contents');
  if (!isKind(range, 'array') || range.items.length !== 4 || !range.items.every(isCount)) {
    throw new PdfFault('PDF_BYTE_RANGE', { problem: 'ByteRange' });
  }
  if (!isKind(contents, 'string') || !contents.hex) throw new PdfFault('PDF_BYTE_RANGE', { problem: 'Contents' });
  const [zero, before, after, length] = range.items as [number, number, number, number];
  const end = after + length;
  const fits = zero === 0 && before === contents.start && after === contents.end && end <= source.size;
  if (!fits || !isPlainHex(contents, source)) {
    throw new PdfFault('PDF_BYTE_RANGE', { problem: `[${zero} ${before} ${after} ${length}]` });
  }
  const revision = revisions.findIndex((one) => end >= one.eof && end <= one.end);
  if (revision < 0) throw new PdfFault('PDF_BYTE_RANGE', { problem: `${end} ≠ %%EOF` });
  const ranges = [[0, before] as const, [after, end] as const];
  return { contents: contents.bytes, gapStart: before, ranges, end, revision };
}

/** The file has exactly this string there (a string of an object stream has offsets of its own), in digits only. */
function isPlainHex({ bytes, start, end }: PdfString, source: FileSource): boolean {
  const there = source.slice(start, end).toString('latin1');
  return there.length === bytes.length * 2 + 2 && there.slice(1, -1).toLowerCase() === bytes.toString('hex');
}

/** Dates of 7.9.4, `D:20260105093000+07'00'`, with what may be left out at the end. */
export function pdfDate(text: string | null): string | null {
  const parts = /^D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d)?'?(\d\d)?'?/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z', zoneMinute = '00'] =
    parts;
  const offset = zone === 'Z' ? 'Z' : `${zone}:${zoneMinute}`;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
