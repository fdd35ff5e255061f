import { inflateRawSync } from 'node:zlib';
import type { XmlElement } from 'libxml2-wasm';
import { withLibxml2 } from './libxml2.ts';

/** The entries of a ZIP file by their names: read from its central directory, by another program than wrote it. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    entries.set(zip.toString('utf8', at + 46, at + 46 + name), method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + name + extra + comment;
  }
  return entries;
}

const NAMESPACES = {
  s: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
};

/** The text of every element that `path` finds in a part of an office file (prefixes s: workbook, w: document). */
export function textsIn(zip: Buffer, part: string, path: string): string[] {
  const xml = unzip(zip).get(part);
  if (!xml) throw new Error(`the file has no ${part}`);
  return withLibxml2(xml, (document) => document.find(path, NAMESPACES).map((node) => node.content));
}

/** The rows of a workbook's first sheet as a spreadsheet shows them; dates are their serial numbers. */
export function rowsOf(workbook: Buffer): string[][] {
  const strings = textsIn(workbook, 'xl/sharedStrings.xml', '//s:si');
  const sheet = unzip(workbook).get('xl/worksheets/sheet1.xml')!;
  return withLibxml2(sheet, (document) =>
    document.find('//s:row', NAMESPACES).map((row) =>
      (row as XmlElement).find('s:c', NAMESPACES).map((cell) => {
        const text = cell.content;
        return (cell as XmlElement).attr('t')?.value === 's' ? strings[Number(text)]! : text;
      }),
    ),
  );
}

/** The rows of a document's tables, cell by cell. */
export function tableRowsOf(docx: Buffer): string[][] {
  return withLibxml2(unzip(docx).get('word/document.xml')!, (document) =>
    document
      .find('//w:tr', NAMESPACES)
      .map((row) => (row as XmlElement).find('w:tc', NAMESPACES).map((cell) => cell.content)),
  );
}
