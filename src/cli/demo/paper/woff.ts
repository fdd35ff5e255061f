import { inflateSync } from 'node:zlib';

/** A TrueType font out of a WOFF file: what a page needs of it, and the tables that a PDF embeds. */
export interface Font {
  /** Glyph by code point. */
  readonly glyphs: ReadonlyMap<number, number>;
  /** Advance by glyph, in thousandths of the size. */
  readonly widths: readonly number[];
  readonly box: readonly number[];
  readonly ascent: number;
  readonly descent: number;
  /** A font file with outlines and measures only. */
  readonly embedded: Buffer;
}

/** Without these no glyph can be drawn; names, kerning and the rest are for systems that install a font. */
const EMBEDDED = ['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp'];

/** Reads a WOFF 1.0 file (W3C Recommendation of 2012) of TrueType outlines. */
export function readWoff(file: Buffer): Font {
  const tables = tablesOf(file);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (!found) throw new Error(`the font has no table ${tag}`);
    return found;
  };
  const [head, hhea, hmtx] = [table('head'), table('hhea'), table('hmtx')];
  const scale = 1_000 / head.readUInt16BE(18);
  const widths = Array.from({ length: hhea.readUInt16BE(34) }, (_, glyph) =>
    Math.round(hmtx.readUInt16BE(glyph * 4) * scale),
  );
  return {
    glyphs: glyphsOf(table('cmap')),
    widths,
    box: [36, 38, 40, 42].map((at) => Math.round(head.readInt16BE(at) * scale)),
    ascent: Math.round(hhea.readInt16BE(4) * scale),
    descent: Math.round(hhea.readInt16BE(6) * scale),
    embedded: writeFont(EMBEDDED.map((tag) => [tag, table(tag)])),
  };
}

function tablesOf(file: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < file.readUInt16BE(12); index += 1) {
    const entry = 44 + index * 20;
    const [offset, packed, length] = [4, 8, 12].map((at) => file.readUInt32BE(entry + at)) as [number, number, number];
    const bytes = file.subarray(offset, offset + packed);
    tables.set(file.toString('latin1', entry, entry + 4), packed < length ? inflateSync(bytes) : bytes);
  }
  return tables;
}

/** Of the Unicode subtable of format 4 (OpenType, cmap), which every font of one alphabet has. */
function glyphsOf(cmap: Buffer): Map<number, number> {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + index * 8));
  const start = offsets.find((at) => cmap.readUInt16BE(at) === 4);
  if (start === undefined) throw new Error('the font has no cmap of format 4');
  const twice = cmap.readUInt16BE(start + 6);
  const glyphs = new Map<number, number>();
  for (let at = start + 14; at < start + 14 + twice; at += 2) {
    const last = cmap.readUInt16BE(at);
    const first = cmap.readUInt16BE(at + twice + 2);
    const delta = cmap.readUInt16BE(at + twice * 2 + 2);
    const place = at + twice * 3 + 2;
    const range = cmap.readUInt16BE(place);
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const raw = range === 0 ? code : cmap.readUInt16BE(place + range + (code - first) * 2);
      const glyph = raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph > 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}

/** A font file (OpenType, organization of a font) of these tables, which stand in the order of their tags. */
function writeFont(tables: readonly (readonly [tag: string, bytes: Buffer])[]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + tables.length * 16);
  head.writeUInt32BE(0x00010000, 0);
  const search = [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16];
  for (const [index, value] of search.entries()) head.writeUInt16BE(value, 4 + index * 2);
  const parts = [head];
  let offset = head.length;
  for (const [index, [tag, bytes]] of tables.entries()) {
    const entry = 12 + index * 16;
    head.write(tag, entry, 'latin1');
    head.writeUInt32BE(checksum(bytes), entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(bytes.length, entry + 12);
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

function checksum(bytes: Buffer): number {
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}
