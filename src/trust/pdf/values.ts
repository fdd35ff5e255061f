/** The objects of ISO 32000-1 7.3. Numbers, booleans and null are themselves. */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfRef | PdfArray | PdfDict | PdfStream;

export interface PdfName {
  readonly kind: 'name';
  readonly name: string;
}

export interface PdfString {
  readonly kind: 'string';
  readonly bytes: Buffer;
  /** Where the token lies, delimiters included: what a ByteRange must leave out is exactly this. */
  readonly start: number;
  readonly end: number;
  readonly hex: boolean;
}

export interface PdfRef {
  readonly kind: 'ref';
  readonly num: number;
  readonly gen: number;
}

export interface PdfArray {
  readonly kind: 'array';
  readonly items: readonly PdfValue[];
}

export interface PdfDict {
  readonly kind: 'dict';
  readonly map: ReadonlyMap<string, PdfValue>;
  /** A key appears twice: readers differ in which value they take. */
  readonly doubled: boolean;
}

export interface PdfStream {
  readonly kind: 'stream';
  readonly dict: PdfDict;
  readonly start: number;
  readonly length: number;
}

export function isKind<K extends 'name' | 'string' | 'ref' | 'array' | 'dict' | 'stream'>(
  value: PdfValue | undefined,
  kind: K,
): value is Extract<PdfValue, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

export function nameOf(value: PdfValue | undefined): string | null {
  return isKind(value, 'name') ? value.name : null;
}

export function isCount(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Text strings (7.9.2.2): UTF-16BE or UTF-8 by their mark, else PDFDocEncoding, whose letters are those of Latin-1. */
export function textOf(value: PdfValue | undefined): string | null {
  if (!isKind(value, 'string')) return null;
  const { bytes } = value;
  const cut = bytes.subarray(0, 1_024);
  if (cut[0] === 0xfe && cut[1] === 0xff) {
    const even = Buffer.from(cut.subarray(2, 2 + ((cut.length - 2) & ~1)));
    return even.swap16().toString('utf16le').normalize('NFC');
  }
  if (cut[0] === 0xef && cut[1] === 0xbb && cut[2] === 0xbf) return cut.subarray(3).toString('utf8').normalize('NFC');
  return cut.toString('latin1');
}
