import {
  AlignmentType,
  BorderStyle,
  Document,
  type FileChild,
  Header,
  HeightRule,
  Packer,
  PageBreak,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { LARGEST_FONT, PLAIN_FONT, STAMP_FONT, TEXT_FONT, TYPEFACE } from './fonts.ts';
import type { Block, Column, Line, Orientation, Table as PlainTable, Row } from './model.ts';
import { plain, words } from './text.ts';

const MM = 56.7;
/** NĐ 30/2020, Phụ lục I, mục I: A4; 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right. In twips. */
const PAGE = { short: Math.round(210 * MM), long: Math.round(297 * MM) };
const MARGIN = { top: 20 * MM, bottom: 20 * MM, left: 30 * MM, right: 15 * MM };

const ALIGNMENT = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT } as const;

interface Style {
  readonly points?: number;
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly align?: Column['align'] | undefined;
}

/** The bytes of a .docx file with these blocks. */
export function buildDocument(blocks: readonly Block[], orientation: Orientation): Promise<Buffer> {
  const width = (orientation === 'landscape' ? PAGE.long : PAGE.short) - MARGIN.left - MARGIN.right;
  const document = new Document({
    creator: 'Liên Thông',
    styles: { default: { document: { run: { font: TYPEFACE, size: TEXT_FONT * 2 } } }, paragraphStyles: [CELL] },
    sections: [
      {
        properties: {
          // The first page bears no number.
          titlePage: true,
          page: {
            size: {
              width: PAGE.short,
              height: PAGE.long,
              orientation: orientation === 'landscape' ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: MARGIN,
          },
        },
        headers: { default: new Header({ children: [pageNumber()] }) },
        children: blocks.map((block) => draw(block, width)),
      },
    ],
  });
  return Packer.toBuffer(document);
}

/** In the middle of the upper margin (Phụ lục I, mục II.1 of the number of pages). */
function pageNumber(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT] })],
  });
}

function draw(block: Block, width: number): FileChild {
  switch (block.kind) {
    case 'title':
      return paragraph(block.text, { points: LARGEST_FONT, bold: true, align: 'center' });
    case 'subtitle':
      return paragraph(block.text, { italic: true, align: 'center' });
    case 'paragraph':
      return paragraph(block.text, block);
    case 'letterhead':
      return letterhead(block.left, block.right, width);
    case 'stamp':
      return stamp(block.lines);
    case 'page-break':
      return new Paragraph({ children: [new PageBreak()] });
    case 'table':
      return table(block, width);
  }
}

function paragraph(text: string, style: Style, spacing = 120): Paragraph {
  const { points = TEXT_FONT, bold = false, italic = false, align = 'left' } = style;
  const lines = plain(text).split(/\r\n|[\n\r]/);
  return new Paragraph({
    alignment: ALIGNMENT[align],
    spacing: { after: spacing },
    children: lines.map(
      (line, n) => new TextRun({ text: line, bold, italics: italic, size: points * 2, ...(n > 0 ? { break: 1 } : {}) }),
    ),
  });
}

const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_FRAME = { top: NO_LINE, bottom: NO_LINE, left: NO_LINE, right: NO_LINE };

function letterhead(left: readonly Line[], right: readonly Line[], width: number): Table {
  const half = (lines: readonly Line[], share: number) =>
    new TableCell({
      borders: NO_FRAME,
      width: { size: Math.round(width * share), type: WidthType.DXA },
      children: lines.map((line) => paragraph(line.text, { ...line, points: PLAIN_FONT, align: 'center' }, 0)),
    });
  return new Table({
    borders: { ...NO_FRAME, insideHorizontal: NO_LINE, insideVertical: NO_LINE },
    layout: TableLayoutType.FIXED,
    columnWidths: [Math.round(width * 0.42), Math.round(width * 0.58)],
    rows: [new TableRow({ children: [half(left, 0.42), half(right, 0.58)] })],
  });
}

function stamp(lines: readonly Line[]): Table {
  const children = lines.map((line, n) =>
    paragraph(line.text, { ...line, points: STAMP_FONT, align: n < 2 ? 'center' : 'left' }, 20),
  );
  const size = { width: { size: Math.round(50 * MM), type: WidthType.DXA }, children };
  const height = { value: Math.round(35 * MM), rule: HeightRule.ATLEAST };
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: [size.width.size],
    margins: { left: 60, right: 60 },
    rows: [new TableRow({ height, children: [new TableCell(size)] })],
  });
}

/** The style of a table's text: written once, not ten times a line, and a person changes it in one place. */
const CELL_STYLE = 'Cell';
const CELL = { id: CELL_STYLE, name: CELL_STYLE, basedOn: 'Normal', run: { size: PLAIN_FONT * 2 } };

function table({ columns, numbered = false, rows }: PlainTable, width: number): Table {
  const all = columns.reduce((sum, column) => sum + column.width, 0);
  const widths = columns.map((column) => Math.floor((width * column.width) / all));
  const names = columns.map((column) => column.header);
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: widths,
    width: { size: widths.reduce((sum, one) => sum + one, 0), type: WidthType.DXA },
    margins: { left: 60, right: 60 },
    rows: [
      headerRow(names),
      ...(numbered ? [headerRow(names.map((_, n) => `(${n + 1})`))] : []),
      ...rows.map((row) => bodyRow(columns, row)),
    ],
  });
}

/** Stands on top of each page. */
function headerRow(texts: readonly string[]): TableRow {
  const cells = texts.map((text) => {
    const children = [new TextRun({ text: plain(text), bold: true })];
    return new Paragraph({ style: CELL_STYLE, alignment: AlignmentType.CENTER, children });
  });
  return tableRow(cells, { tableHeader: true });
}

function bodyRow(columns: readonly Column[], row: Row): TableRow {
  return tableRow(
    columns.map(({ align }, n) => {
      const alignment = align && align !== 'left' ? { alignment: ALIGNMENT[align] } : {};
      return new Paragraph({ style: CELL_STYLE, text: words(row[n] ?? null), ...alignment });
    }),
  );
}

/** A row is never torn over two pages. */
function tableRow(cells: readonly Paragraph[], options: { tableHeader?: true } = {}): TableRow {
  return new TableRow({
    ...options,
    cantSplit: true,
    children: cells.map((cell) => new TableCell({ children: [cell] })),
  });
}
