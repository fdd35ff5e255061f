import { describe, expect, test } from 'vitest';
import {
  type Block,
  MOST_LINES,
  type Row,
  type Sheet,
  writeDocument,
  writeWorkbook,
} from '../../../src/office/index.ts';
import { isWellFormed } from '../../support/libxml2.ts';
import { rowsOf, tableRowsOf, textsIn, unzip } from '../../support/office.ts';

const columns = [
  { header: 'Số đến', width: 8, align: 'right' },
  { header: 'Trích yếu', width: 40 },
  { header: 'Ngày đến', width: 12 },
] as const;
const sheet = (rows: readonly Row[]): Sheet => ({
  name: 'Sổ: [đến] / 2026',
  heading: ['SỔ ĐĂNG KÝ VĂN BẢN ĐẾN', 'Năm: 2026'],
  columns,
  numbered: true,
  orientation: 'landscape',
  rows,
});
const HOSTILE = ['=1+1', '+84 290', '-5', '@SUM(A1)', '<script>alert(1)</script>', 'a\u0000b\u000b\ud800c', 'x & y'];
const READABLE = ['=1+1', '+84 290', '-5', '@SUM(A1)', '<script>alert(1)</script>', 'abc', 'x & y'];

describe('a workbook', () => {
  test('says what it was given, text as text, numbers as numbers and days as dates', async () => {
    const file = await writeWorkbook([
      sheet([
        [7, 'Kế hoạch số 5 của Ủy ban', { day: '2026-11-25' }],
        [8, null, null],
      ]),
    ]);
    expect([...unzip(file).values()].every(isWellFormed)).toBe(true);
    const [title, year, names, numbers, first, second] = rowsOf(file);
    expect([title![0], year![0]]).toEqual(['SỔ ĐĂNG KÝ VĂN BẢN ĐẾN', 'Năm: 2026']);
    expect(names).toEqual(['Số đến', 'Trích yếu', 'Ngày đến']);
    expect(numbers).toEqual(['(1)', '(2)', '(3)']);
    // 46351: the days from 30/12/1899 to 25/11/2026.
    expect(first).toEqual(['7', 'Kế hoạch số 5 của Ủy ban', '46351']);
    expect(second![0]).toBe('8');
  });

  test('holds no formula, whatever a cell begins with, and no character that XML forbids', async () => {
    const file = await writeWorkbook([sheet(HOSTILE.map((text) => [1, text, null]))]);
    expect(
      rowsOf(file)
        .slice(4)
        .map((row) => row[1]),
    ).toEqual(READABLE);
    expect(textsIn(file, 'xl/worksheets/sheet1.xml', '//s:f')).toEqual([]);
    expect(textsIn(file, 'xl/worksheets/sheet1.xml', '//s:c[not(@t)]/s:v')).toEqual(HOSTILE.map(() => '1'));
    // "@" keeps it text after an edit.
    expect(textsIn(file, 'xl/styles.xml', '//s:numFmt/@formatCode')).toContain('@');
  });

  test('prints landscape, as wide as the page, with the header on each', async () => {
    const file = await writeWorkbook([sheet([])]);
    const setup = (name: string) => textsIn(file, 'xl/worksheets/sheet1.xml', `//s:pageSetup/@${name}`);
    expect([setup('orientation'), setup('fitToWidth'), setup('fitToHeight')]).toEqual([['landscape'], ['1'], ['0']]);
    expect(textsIn(file, 'xl/worksheets/sheet1.xml', '//s:pageSetUpPr/@fitToPage')).toEqual(['1']);
    expect(textsIn(file, 'xl/workbook.xml', '//s:definedName')).toEqual(["'Sổ   đến    2026'!$3:$4"]);
    expect(textsIn(file, 'xl/styles.xml', '//s:font/s:name/@val')).toEqual(expect.arrayContaining(['Times New Roman']));
  });
});

describe('a document', () => {
  const table = (rows: readonly Row[]): Block => ({ kind: 'table', columns, numbered: true, rows });

  test('has its letterhead, titles and tables in order, the header rows repeated', async () => {
    const file = await writeDocument(
      [
        { kind: 'letterhead', left: [{ text: 'UBND XÃ ĐẤT MỚI', bold: true }], right: [{ text: 'CỘNG HÒA XÃ HỘI' }] },
        { kind: 'title', text: 'SỔ ĐĂNG KÝ VĂN BẢN ĐẾN' },
        { kind: 'paragraph', text: 'Năm: 2026\nQuyển số: 01' },
        table([[7, 'Kế hoạch', { day: '2026-11-25' }]]),
      ],
      'landscape',
    );
    expect([...unzip(file)].filter(([name]) => /\.(xml|rels)$/.test(name)).every(([, xml]) => isWellFormed(xml))).toBe(
      true,
    );
    expect(tableRowsOf(file)).toEqual([
      ['UBND XÃ ĐẤT MỚI', 'CỘNG HÒA XÃ HỘI'],
      ['Số đến', 'Trích yếu', 'Ngày đến'],
      ['(1)', '(2)', '(3)'],
      ['7', 'Kế hoạch', '25/11/2026'],
    ]);
    const inDocument = (path: string) => textsIn(file, 'word/document.xml', path);
    expect(inDocument('//w:tr[w:trPr/w:tblHeader]')).toHaveLength(2);
    expect(inDocument('/w:document/w:body/w:p')).toEqual(['SỔ ĐĂNG KÝ VĂN BẢN ĐẾN', 'Năm: 2026Quyển số: 01']);
    expect(inDocument('//w:pgSz/@w:orient')).toEqual(['landscape']);
    expect(Number(inDocument('//w:pgSz/@w:w'))).toBeGreaterThan(Number(inDocument('//w:pgSz/@w:h')));
    expect(textsIn(file, 'word/styles.xml', '//w:docDefaults//w:rFonts/@w:ascii')).toEqual(['Times New Roman']);
    expect(textsIn(file, 'word/styles.xml', '//w:docDefaults//w:sz/@w:val')).toEqual(['26']);
  });

  test('shows hostile text as text', async () => {
    const file = await writeDocument([table(HOSTILE.map((text) => [null, text, null]))]);
    expect(
      tableRowsOf(file)
        .slice(2)
        .map((row) => row[1]),
    ).toEqual(READABLE);
  });
});

test('a table above the limit is refused in words before anything is written', async () => {
  const rows = (count: number) => Array.from({ length: count }, () => [1, 'a', null] as const);
  await expect(writeWorkbook([sheet(rows(MOST_LINES.workbook)), sheet([[1]])])).rejects.toMatchObject({
    code: 'EXPORT_TOO_LARGE',
  });
  const block: Block = { kind: 'table', columns, rows: rows(MOST_LINES.document + 1) };
  await expect(writeDocument([block])).rejects.toMatchObject({ code: 'EXPORT_TOO_LARGE' });
});
