import { type CmsOptions, makeStamp, type StampOptions, signCms } from './cms-signer.ts';
import type { TestSigner } from './signers.ts';

/** A PDF of `makePdf` with the updates made to it so far. Objects: 1 catalog, 2 pages, 3 page, 4 contents, 5 font. */
export interface EditedPdf {
  readonly bytes: Buffer;
  /** The next free object number. */
  readonly next: number;
  /** Fields of signatures so far, which are the page's annotations too. */
  readonly fields: readonly number[];
}

export interface UpdateOptions {
  /** Of the trailer; default the catalog. */
  readonly root?: number;
  readonly xref?: 'table' | 'stream';
  /** Put between the last object and the cross-reference. */
  readonly extra?: string;
}

export function startPdf(bytes: Buffer): EditedPdf {
  return { bytes, next: 6, fields: [] };
}

/** Appends an incremental update with these objects, by number. */
export function update(
  pdf: EditedPdf,
  objects: Readonly<Record<number, string>>,
  options: UpdateOptions = {},
): EditedPdf {
  const parts: Buffer[] = [pdf.bytes];
  let size = pdf.bytes.length;
  const add = (text: string): void => {
    const part = Buffer.from(text, 'latin1');
    parts.push(part);
    size += part.length;
  };
  if (pdf.bytes.at(-1) !== 10) add('\n');
  const places = new Map<number, number>();
  for (const [num, body] of Object.entries(objects)) {
    places.set(Number(num), size);
    add(`${num} 0 obj\n${body}\nendobj\n`);
  }
  if (options.extra) add(options.extra);
  const next = Math.max(pdf.next, ...[...places.keys()].map((num) => num + 1));
  const at = size;
  const root = `/Root ${options.root ?? 1} 0 R /Prev ${lastXref(pdf.bytes)}`;
  const isStream = options.xref === 'stream';
  add(isStream ? xrefStream(places, at, next, root) : `${xrefTable(places)}trailer\n<< /Size ${next} ${root} >>\n`);
  add(`startxref\n${at}\n%%EOF\n`);
  return { bytes: Buffer.concat(parts), next: isStream ? next + 1 : next, fields: pdf.fields };
}

export function lastXref(bytes: Buffer): number {
  return Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.subarray(-200).toString('latin1'))![1]);
}

function xrefTable(places: ReadonlyMap<number, number>): string {
  const rows = [...places].map(([num, at]) => `${num} 1\n${String(at).padStart(10, '0')} 00000 n \n`);
  return `xref\n${rows.join('')}`;
}

function xrefStream(places: ReadonlyMap<number, number>, at: number, num: number, root: string): string {
  const all = [...places, [num, at] as const];
  const row = Buffer.alloc(all.length * 6);
  all.forEach(([, offset], index) => {
    row[index * 6] = 1;
    row.writeUInt32BE(offset, index * 6 + 1);
  });
  const index = all.map(([one]) => `${one} 1`).join(' ');
  const dict = `<< /Type /XRef /W [1 4 1] /Index [${index}] /Size ${num + 1} ${root} /Length ${row.length} >>`;
  return `${num} 0 obj\n${dict}\nstream\n${row.toString('latin1')}\nendstream\nendobj\n`;
}

export interface SignOptions extends CmsOptions {
  readonly subFilter?: string;
  readonly name?: string;
  /** Hexadecimal digits reserved for Contents. */
  readonly room?: number;
  readonly xref?: 'table' | 'stream';
  /** More of the signature dictionary. */
  readonly dictionary?: string;
  /** More of the field, such as its appearance. */
  readonly field?: string;
  /** Other objects of the same update. */
  readonly objects?: (next: number) => Readonly<Record<number, string>>;
  /** The CMS by another hand, such as openssl's. */
  readonly cms?: (signed: Buffer) => Buffer;
  /** What the page's annotations hold besides. */
  readonly annots?: string;
}

const RANGE = '[0 0000000000 0000000000 0000000000]';

/** Signs everything so far in an update of its own: signature dictionary, field, form, and the page's annotation. */
export function sign(pdf: EditedPdf, signer: TestSigner, options: SignOptions = {}): EditedPdf {
  const [dictionary, field] = [pdf.next, pdf.next + 1];
  const fields = [...pdf.fields, field];
  const room = options.room ?? 12_000;
  const subFilter = options.subFilter ?? 'ETSI.CAdES.detached';
  const type = subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig';
  const name = options.name ?? `Signature${fields.length}`;
  const prepared = update(
    pdf,
    {
      [dictionary]: `<< /Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} /ByteRange ${RANGE} /Contents <${'0'.repeat(room)}> /M (D:20260105093000+07'00') ${options.dictionary ?? ''} >>`,
      [field]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /F 132 /Rect [0 0 0 0] /P 3 0 R /V ${dictionary} 0 R ${options.field ?? ''} >>`,
      3: page(fields, options.annots),
      1: catalog(fields),
      ...options.objects?.(pdf.next + 2),
    },
    { xref: options.xref ?? 'table' },
  );
  const bytes = seal(prepared.bytes, pdf.bytes.length, room, (signed) =>
    options.cms ? options.cms(signed) : signCms(signed, signer, { signingTime: new Date(), ...options }),
  );
  return { bytes, next: prepared.next, fields };
}

/** A document time-stamp (ETSI EN 319 142-1 section 5.4.3). */
export function stampDocument(pdf: EditedPdf, authority: TestSigner, options: StampOptions = {}): EditedPdf {
  return sign(pdf, authority, { subFilter: 'ETSI.RFC3161', cms: (signed) => makeStamp(signed, authority, options) });
}

export function page(fields: readonly number[], more = ''): string {
  const annots = fields.map((num) => `${num} 0 R`).join(' ');
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${annots} ${more}] >>`;
}

export function catalog(fields: readonly number[], more = '', form = ''): string {
  const list = fields.map((num) => `${num} 0 R`).join(' ');
  return `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${list}] /SigFlags 3 ${form} >> ${more} >>`;
}

/** Fills ByteRange and Contents of the signature dictionary that lies behind `from`. */
export function seal(bytes: Buffer, from: number, room: number, cms: (signed: Buffer) => Buffer): Buffer {
  const out = Buffer.from(bytes);
  const at = out.indexOf('/Contents <', from) + '/Contents '.length;
  const after = at + room + 2;
  const wide = (value: number) => String(value).padStart(10, '0');
  out.write(`[0 ${wide(at)} ${wide(after)} ${wide(out.length - after)}]`, out.indexOf(RANGE, from), 'latin1');
  const hex = cms(Buffer.concat([out.subarray(0, at), out.subarray(after)])).toString('hex');
  if (hex.length > room) throw new Error(`the signature needs ${hex.length} digits`);
  out.write(hex, at + 1, 'latin1');
  return out;
}
