import { signDetached } from './demo-cms.ts';
import type { SigningKey } from './model.ts';
import { type DocumentView, openDocument } from './pdf/document.ts';
import { Budget, PDF_LIMITS } from './pdf/limits.ts';
import { type FileSource, inMemory } from './pdf/source.ts';
import { isKind, type PdfDict, type PdfRef, type PdfValue } from './pdf/values.ts';

/** Hexadecimal digits for one signature: a certificate and a signature of RSA 2048 need some 4,000. */
const ROOM = 8_000;
const RANGE = '[0 0000000000 0000000000 0000000000]';

/**
 * Adds a signature to a PDF, as an incremental update (ISO 32000-1 7.5.6, 12.8): dictionary, field without appearance,
 * and a catalog and first page that name the field. For demonstrations: the key is one of `createDemoPki`.
 * @throws PdfFault where the file cannot be read
 */
export function signPdf(file: Buffer, key: SigningKey, at = new Date()): Buffer {
  const document = openDocument(objectsOf(file), new Budget(PDF_LIMITS));
  const view = document.view(document.revisions.length - 1);
  const numbers = document.revisions.flatMap(({ entries }) => [...entries.keys()]);
  const dictionary = Math.max(...numbers) + 1;
  const field = dictionary + 1;
  const catalog = dictOf(view, view.root);
  const page = firstPage(view, catalog);
  const form = dictOf(view, catalog.map.get('AcroForm'));
  const time = `D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  const objects = new Map([
    [
      dictionary,
      `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${RANGE} /Contents <${'0'.repeat(ROOM)}> /M (${time}) >>`,
    ],
    [
      field,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature${dictionary}) /F 132 /Rect [0 0 0 0] /P ${page.ref.num} ${page.ref.gen} R /V ${dictionary} 0 R >>`,
    ],
    [page.ref.num, write(set(page.dict, { Annots: added(view, page.dict.map.get('Annots'), field) }))],
    [
      view.root.num,
      write(set(catalog, { AcroForm: set(form, { Fields: added(view, form.map.get('Fields'), field), SigFlags: 3 }) })),
    ],
  ]);
  return seal(append(file, objects, view.root), file.length, (content) => signDetached(content, key, at));
}

function objectsOf(file: Buffer): FileSource {
  const digest = (): never => {
    throw new Error('only objects are read here');
  };
  return { ...inMemory(file), digest, close: () => {} };
}

function dictOf(view: DocumentView, value: PdfValue | undefined): PdfDict {
  const found = view.resolve(value);
  return isKind(found, 'dict') ? found : { kind: 'dict', map: new Map(), doubled: false };
}

function firstPage(view: DocumentView, catalog: PdfDict): { ref: PdfRef; dict: PdfDict } {
  let at = catalog.map.get('Pages');
  for (let depth = 0; depth < PDF_LIMITS.depth && isKind(at, 'ref'); depth += 1) {
    const dict = dictOf(view, at);
    const kids = view.resolve(dict.map.get('Kids'));
    if (!isKind(kids, 'array')) return { ref: at, dict };
    at = kids.items[0];
  }
  throw new Error('the PDF has no page');
}

function set(dict: PdfDict, changes: Readonly<Record<string, PdfValue>>): PdfDict {
  return { ...dict, map: new Map([...dict.map, ...Object.entries(changes)]) };
}

function added(view: DocumentView, list: PdfValue | undefined, num: number): PdfValue {
  const known = view.resolve(list);
  return {
    kind: 'array',
    items: [...(isKind(known, 'array') ? known.items : []), { kind: 'ref', num, gen: 0 }],
  };
}

/** A value as a file has it. Strings become hexadecimal, so that nothing in them needs an escape. */
function write(value: PdfValue): string {
  if (value === null || typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'name':
      return writeName(value.name);
    case 'string':
      return `<${value.bytes.toString('hex')}>`;
    case 'ref':
      return `${value.num} ${value.gen} R`;
    case 'array':
      return `[${value.items.map(write).join(' ')}]`;
    case 'dict':
      return `<< ${[...value.map].map(([name, one]) => `${writeName(name)} ${write(one)}`).join(' ')} >>`;
    case 'stream':
      throw new Error('a stream is an object of its own');
  }
}

function writeName(name: string): string {
  return `/${name.replace(/[^!-~]|[#()<>[\]{}/%]/g, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}

function append(file: Buffer, objects: ReadonlyMap<number, string>, root: PdfRef): Buffer {
  const before = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.subarray(-2_048).toString('latin1'))![1];
  let text = file.at(-1) === 10 ? '' : '\n';
  const rows: string[] = [];
  for (const [num, body] of objects) {
    rows.push(`${num} 1\n${wide(file.length + text.length)} 00000 n \n`);
    text += `${num} 0 obj\n${body}\nendobj\n`;
  }
  const size = Math.max(...objects.keys()) + 1;
  const trailer = `trailer\n<< /Size ${size} /Root ${root.num} ${root.gen} R /Prev ${before} >>`;
  const start = file.length + text.length;
  text += `xref\n${rows.join('')}${trailer}\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(text, 'latin1')]);
}

/** Fills ByteRange and Contents of the dictionary that lies behind `from`. */
function seal(file: Buffer, from: number, sign: (content: Buffer) => Buffer): Buffer {
  const open = file.indexOf('/Contents <', from) + '/Contents '.length;
  const close = open + ROOM + 2;
  file.write(`[0 ${wide(open)} ${wide(close)} ${wide(file.length - close)}]`, file.indexOf(RANGE, from), 'latin1');
  const value = sign(Buffer.concat([file.subarray(0, open), file.subarray(close)])).toString('hex');
  if (value.length > ROOM) throw new Error(`the signature needs ${value.length} digits`);
  file.write(value, open + 1, 'latin1');
  return file;
}

function wide(value: number): string {
  return String(value).padStart(10, '0');
}
