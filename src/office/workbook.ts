import type { Stream } from 'node:stream';
import writeExcelFile, { type CellObject, type Feature } from 'write-excel-file/node';
import { LARGEST_FONT, PLAIN_FONT, TYPEFACE } from './fonts.ts';
import type { Cell, Column, Row, Sheet } from './model.ts';
import { plain } from './text.ts';

type Drawn = CellObject | null;

/** The bytes of an .xlsx file with these sheets. */
export function buildWorkbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const drawn = sheets.map((sheet) => ({
    data: [...headingRows(sheet), ...headerRows(sheet), ...sheet.rows.map((row) => bodyRow(sheet, row))],
    sheet: sheetName(sheet.name),
    columns: sheet.columns.map(({ width }) => ({ width })),
    ...(sheet.orientation === 'landscape' ? { orientation: sheet.orientation } : {}),
    stickyRowsCount: headRows(sheet),
  }));
  const options = { fontFamily: TYPEFACE, fontSize: PLAIN_FONT, features: [printing(sheets)] };
  return writeExcelFile(drawn, options).toBuffer();
}

const headerHeight = (sheet: Sheet): number => (sheet.numbered ? 2 : 1);
const headRows = (sheet: Sheet): number => sheet.heading.length + headerHeight(sheet);

/** Each line of the heading over the whole width of the table. */
function headingRows({ heading, columns }: Sheet): Drawn[][] {
  const rest = columns.slice(1).map(() => null);
  return heading.map((text, n) => [
    {
      value: plain(text),
      format: '@',
      columnSpan: columns.length,
      align: 'center',
      wrap: true,
      ...(n === 0 ? { fontWeight: 'bold' as const, fontSize: LARGEST_FONT } : {}),
    },
    ...rest,
  ]);
}

function headerRows({ columns, numbered }: Sheet): Drawn[][] {
  const header = (value: string): Drawn => ({
    value,
    ...FRAME,
    align: 'center',
    alignVertical: 'center',
    fontWeight: 'bold',
  });
  const names = columns.map((column) => header(plain(column.header)));
  return numbered ? [names, columns.map((_, n) => header(`(${n + 1})`))] : [names];
}

function bodyRow({ columns }: Sheet, row: Row): Drawn[] {
  return columns.map((column, n) => bodyCell(column, row[n] ?? null));
}

const FRAME = { wrap: true, borderStyle: 'thin' } as const;

/** The format `@` keeps text that begins like a formula text, also after a person has edited the cell. */
function bodyCell({ align = 'left' }: Column, cell: Cell): Drawn {
  const frame = { ...FRAME, align, alignVertical: 'top' } as const;
  if (cell === null || cell === '') return frame;
  if (typeof cell === 'number') return { value: cell, ...frame, format: '0.##########' };
  if (typeof cell === 'string') return { value: plain(cell), ...frame, format: '@' };
  return { value: new Date(`${cell.day}T00:00:00Z`), ...frame, format: 'dd/mm/yyyy' };
}

function sheetName(name: string): string {
  return plain(name)
    .replace(/[[\]:*?/\\']/g, ' ')
    .slice(0, 31);
}

/** A printed page is as wide as the table, and has its header on top. */
function printing(sheets: readonly Sheet[]): Feature<Stream | Buffer | Blob> {
  const titles = sheets.map((sheet, n) => {
    const last = headRows(sheet);
    const rows = `'${xml(sheetName(sheet.name))}'!$${last - headerHeight(sheet) + 1}:$${last}`;
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${n}">${rows}</definedName>`;
  });
  return {
    files: {
      transform: {
        'xl/workbook.xml': {
          transform: (text) => text.replace('<definedNames/>', `<definedNames>${titles.join('')}</definedNames>`),
        },
        'xl/worksheets/sheet{id}.xml': {
          transform: (text) =>
            text
              .replace('<sheetViews>', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>')
              .replace('<pageSetup ', '<pageSetup fitToWidth="1" fitToHeight="0" '),
        },
      },
    },
  };
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
