import { deflateSync } from 'node:zlib';
import type { EditedPdf } from './pdf-signer.ts';

const OBJECTS: Readonly<Record<number, string>> = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  4: '<< /Length 38 >>\nstream\nBT /F1 12 Tf 56 780 Td (so 12) Tj ET  \nendstream',
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
};
const HEAD = '%PDF-1.5\n%\xe2\xe3\xcf\xd3\n';

/** The same page with its objects in an object stream and its cross-reference in a stream with a PNG predictor. */
export function packedPdf(predictor: 10 | 11 | 12 | 13 | 14 = 12): EditedPdf {
  const packed = [1, 2, 3, 5];
  let body = '';
  const places = packed.map((num) => {
    const place = `${num} ${body.length}`;
    body += `${OBJECTS[num]} `;
    return place;
  });
  const head = `${places.join(' ')} `;
  const stream = deflateSync(Buffer.from(head + body));
  const file = new Writer(HEAD);
  const at4 = file.object(4, OBJECTS[4]!);
  const dict = `<< /Type /ObjStm /N 4 /First ${head.length} /Filter /FlateDecode /Length ${stream.length} >>`;
  const at6 = file.object(6, `${dict}\nstream\n${stream.toString('latin1')}\nendstream`);
  const at7 = file.size;
  const row = (type: number, second: number, third: number) => [type, second >> 8, second & 255, third];
  const packedRow = (num: number) => row(2, 6, packed.indexOf(num));
  const rows = [
    row(0, 0, 255),
    packedRow(1),
    packedRow(2),
    packedRow(3),
    row(1, at4, 0),
    packedRow(5),
    row(1, at6, 0),
    row(1, at7, 0),
  ];
  const data = deflateSync(filterRows(rows, predictor - 10));
  const parameters = `/DecodeParms << /Predictor ${predictor} /Columns 4 >>`;
  const xref = `<< /Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode ${parameters} /Length ${data.length} >>`;
  file.object(7, `${xref}\nstream\n${data.toString('latin1')}\nendstream`);
  file.add(`startxref\n${at7}\n%%EOF\n`);
  return { bytes: file.bytes(), next: 8, fields: [] };
}

/** Encodes rows by one PNG filter, as RFC 2083 section 6 has it. */
function filterRows(rows: readonly (readonly number[])[], type: number): Buffer {
  return Buffer.from(
    rows.flatMap((row, y) => {
      const above = rows[y - 1] ?? row.map(() => 0);
      const filtered = row.map((value, x) => {
        const [left, up, corner] = [row[x - 1] ?? 0, above[x]!, x > 0 ? above[x - 1]! : 0];
        const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][type]!;
        return (value - guess) & 255;
      });
      return [type, ...filtered];
    }),
  );
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  return [left, up, corner].reduce((best, one) => (Math.abs(guess - one) < Math.abs(guess - best) ? one : best));
}

/** A linearized original (ISO 32000-1 annex F): the first page's section in front, the rest's behind it. */
export function linearizedPdf(): EditedPdf {
  const write = (front: number, main: number): { file: Writer; front: number; main: number } => {
    const file = new Writer(HEAD);
    const at3 = file.object(3, OBJECTS[3]!);
    const at1 = file.object(1, OBJECTS[1]!);
    const atFront = file.size;
    file.add(`xref\n1 1\n${place(at1)}3 1\n${place(at3)}trailer\n<< /Size 6 /Root 1 0 R /Prev ${wide(main)} >>\n`);
    file.add('startxref\n0\n%%EOF\n');
    const [at2, at4, at5] = [2, 4, 5].map((num) => file.object(num, OBJECTS[num]!)) as [number, number, number];
    const atMain = file.size;
    const rows = `${place(at2)}4 2\n${place(at4)}${place(at5)}`;
    file.add(`xref\n0 1\n0000000000 65535 f \n2 1\n${rows}trailer\n<< /Size 6 >>\nstartxref\n${wide(front)}\n%%EOF\n`);
    return { file, front: atFront, main: atMain };
  };
  const { front, main } = write(0, 0);
  return { bytes: write(front, main).file.bytes(), next: 6, fields: [] };
}

/** Tables for old readers, with a stream beside them for the objects in object streams (7.5.8.4). */
export function hybridPdf(options: { doubled?: boolean } = {}): EditedPdf {
  const file = new Writer(HEAD);
  const places = [1, 2, 3, 4].map((num) => file.object(num, OBJECTS[num]!));
  const packed = `5 0 ${OBJECTS[5]}`;
  const at6 = file.object(
    6,
    `<< /Type /ObjStm /N 1 /First 4 /Length ${packed.length} >>\nstream\n${packed}\nendstream`,
  );
  const at7 = file.size;
  const index = options.doubled ? '4 2' : '5 1';
  const rows = Buffer.from([...(options.doubled ? [1, 0, 20, 0] : []), 2, 0, 6, 0]);
  file.object(
    7,
    `<< /Type /XRef /Size 6 /W [1 2 1] /Index [${index}] /Length ${rows.length} >>\nstream\n${rows.toString('latin1')}\nendstream`,
  );
  const at = file.size;
  file.add(`xref\n0 5\n0000000000 65535 f \n${places.map(place).join('')}6 2\n${place(at6)}${place(at7)}`);
  file.add(`trailer\n<< /Size 8 /Root 1 0 R /XRefStm ${at7} >>\nstartxref\n${at}\n%%EOF\n`);
  return { bytes: file.bytes(), next: 8, fields: [] };
}

class Writer {
  readonly #parts: Buffer[] = [];
  size = 0;

  constructor(head: string) {
    this.add(head);
  }

  add(text: string): void {
    const part = Buffer.from(text, 'latin1');
    this.#parts.push(part);
    this.size += part.length;
  }

  object(num: number, body: string): number {
    const at = this.size;
    this.add(`${num} 0 obj\n${body}\nendobj\n`);
    return at;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const wide = (value: number) => String(value).padStart(10, '0');
const place = (at: number) => `${wide(at)} 00000 n \n`;
