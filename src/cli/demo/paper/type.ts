import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { stream } from '../pdf.ts';
import { type Font, readWoff } from './woff.ts';

/** The typeface of the web pages, whose letters lie in a file for each part of the alphabet: the first that has one. */
const PARTS = ['latin', 'vietnamese'] as const;
const resolve = createRequire(import.meta.url).resolve;
let read: readonly Font[] | undefined;

/** Read when the first letter is written. */
function fonts(): readonly Font[] {
  read ??= PARTS.map((part) =>
    readWoff(readFileSync(resolve(`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${part}-400-normal.woff`))),
  );
  return read;
}

interface Placed {
  readonly font: number;
  readonly glyph: number;
}

function place(text: string): Placed[] {
  return [...text.normalize('NFC')].map((letter) => placed(letter) ?? placed('?')!);
}

function placed(letter: string): Placed | null {
  const code = letter.codePointAt(0)!;
  const font = fonts().findIndex((one) => one.glyphs.has(code));
  return font < 0 ? null : { font, glyph: fonts()[font]!.glyphs.get(code)! };
}

/** How wide a text is in points at a size. */
export function widthOf(text: string, size: number): number {
  const total = place(text).reduce((sum, { font, glyph }) => {
    const { widths } = fonts()[font]!;
    return sum + (widths[glyph] ?? widths.at(-1)!);
  }, 0);
  return (total * size) / 1_000;
}

/** The lines of a text that fit a width. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Operators that show a text where the text matrix stands (ISO 32000-1 9.4.3), in fonts named `F0`, `F1`. */
export function showText(text: string, size: number): string {
  const runs: { font: number; hex: string }[] = [];
  for (const { font, glyph } of place(text)) {
    const hex = glyph.toString(16).padStart(4, '0');
    const last = runs.at(-1);
    if (last?.font === font) last.hex += hex;
    else runs.push({ font, hex });
  }
  return runs.map(({ font, hex }) => `/F${font} ${size} Tf <${hex}> Tj`).join(' ');
}

/** The fonts as objects of a PDF from this number on, five each, and the resources that name them. */
export function fontObjects(first: number): { objects: (string | Buffer)[]; resources: string } {
  const names = PARTS.map((_, index) => `/F${index} ${first + index * 5} 0 R`).join(' ');
  return {
    objects: fonts().flatMap((font, index) => objectsOf(font, PARTS[index]!, first + index * 5)),
    resources: `<< /Font << ${names} >> >>`,
  };
}

/** A composite font whose codes are glyph numbers (ISO 32000-1 9.7), with the letters that they stand for. */
function objectsOf({ widths, box, ascent, descent, embedded, glyphs }: Font, part: string, at: number) {
  const name = `/BeVietnamPro-${part}`;
  const file = `/Length1 ${embedded.length} /Filter /FlateDecode`;
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H /DescendantFonts [${at + 1} 0 R] /ToUnicode ${at + 4} 0 R >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${name} /CIDToGIDMap /Identity /FontDescriptor ${at + 2} 0 R /DW ${widths.at(-1)} /W [0 [${widths.join(' ')}]] /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>`,
    `<< /Type /FontDescriptor /FontName ${name} /Flags 32 /FontBBox [${box.join(' ')}] /ItalicAngle 0 /Ascent ${ascent} /Descent ${descent} /CapHeight 700 /StemV 80 /FontFile2 ${at + 3} 0 R >>`,
    stream(deflateSync(embedded), file),
    stream(deflateSync(lettersOf(glyphs)), '/Filter /FlateDecode'),
  ];
}

/** A ToUnicode CMap (ISO 32000-1 9.10.3), at most 100 lines a block: text can be searched and copied. */
function lettersOf(glyphs: ReadonlyMap<number, number>): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  const lines = [...glyphs].map(([code, glyph]) => `<${hex(glyph)}> <${hex(code)}>`);
  const blocks: string[] = [];
  for (let from = 0; from < lines.length; from += 100) {
    const block = lines.slice(from, from + 100);
    blocks.push(`${block.length} beginbfchar`, ...block, 'endbfchar');
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Letters def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks,
    'endcmap end end',
  ].join('\n');
}
