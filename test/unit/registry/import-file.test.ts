import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAgencyFile } from '../../../src/registry/agency-file.ts';
import { type CsvRecord, readCsv } from '../../../src/registry/csv.ts';
import { type AgencyRow, readRow } from '../../../src/registry/import-rules.ts';
import { plainName, searchVector } from '../../../src/registry/plain.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'agencies-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function parse(content: string | Buffer): Promise<AgencyRow[]> {
  const file = path.join(directory, 'agencies');
  await writeFile(file, content);
  const rows: AgencyRow[] = [];
  for await (const row of parseAgencyFile(file)) rows.push(row);
  return rows;
}

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function records(text: string, size: number): Promise<CsvRecord[]> {
  const all: CsvRecord[] = [];
  for await (const record of readCsv(pieces(text, size))) all.push(record);
  return all;
}

describe('a directory file', () => {
  it('reads alike as CSV with commas, semicolons or a byte order mark, as a JSON array and as NDJSON', async () => {
    const rows = [
      { code: '000.00.00.H53', name: 'Ủy ban nhân dân tỉnh' },
      { code: '000.00.01.H53', name: 'Văn phòng' },
    ];
    const values = async (text: string) => (await parse(text)).map(({ line: _, ...row }) => row);
    const csv = (separator: string) =>
      ['code,name', ...rows.map((row) => `${row.code},"${row.name}"`)].join('\r\n').replaceAll(',', separator);
    expect(await values(csv(','))).toEqual(rows);
    expect(await values(`\u{FEFF}${csv(';')}\r\n`)).toEqual(rows);
    expect(await values(JSON.stringify(rows, null, 2))).toEqual(rows);
    expect(await values(rows.map((row) => JSON.stringify(row)).join('\n'))).toEqual(rows);
  });

  it('keeps the line on which each row begins, over quoted line breaks', async () => {
    const rows = await parse('code,name\nA,"one\ntwo ""quoted"""\n\nB,three\nC\n');
    expect(rows.map((row) => [row.line, row.code, row.name])).toEqual([
      [2, 'A', 'one\ntwo "quoted"'],
      [5, 'B', 'three'],
      [6, undefined, undefined],
    ]);
    expect(rows[2]?.problem?.en).toBe('has 1 cells, the header has 2');
  });

  it('gives the same records however the chunks fall', async () => {
    const text = 'code;name;x\r\nA;"b;""\r\n""";\r\nC;d;"e"';
    const whole = await records(text, 1000);
    expect(whole.map((record) => record.cells)).toEqual([
      ['code', 'name', 'x'],
      ['A', 'b;"\r\n"', ''],
      ['C', 'd', 'e'],
    ]);
    for (let size = 1; size < text.length; size += 1) {
      expect(await records(text, size)).toEqual(whole);
    }
  });

  it('tells the columns that the directory does not have', async () => {
    const file = path.join(directory, 'misspelt.csv');
    await writeFile(file, 'code,name,parent\nH98,A,\n');
    const unknown: string[] = [];
    for await (const row of parseAgencyFile(file, (columns) => unknown.push(...columns))) expect(row.name).toBe('A');
    expect(unknown).toEqual(['parent']);
  });

  it('is refused as a whole when it has no header, is not UTF-8, is empty, missing, or ends inside a cell or object', async () => {
    for (const content of [
      '',
      'a,b\n1,2\n',
      Buffer.from([0x63, 0xff, 0xfe, 0x0a]),
      'code,name\n"A,b\n',
      '[{"code":"A"',
    ]) {
      await expect(parse(content)).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' });
    }
    const missing = parseAgencyFile(path.join(directory, 'missing')).next();
    await expect(missing).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' });
  });
});

describe('a directory row', () => {
  const good = { line: 2, code: '000.00.13.h53', name: ' Sở  Nội vụ ' };

  it('takes level, scheme and parent from the code, and its aliases as codes', () => {
    expect(readRow({ ...good, code_qd20: 'H53.13', code_old: '13.H53 | x13' })).toMatchObject({
      name: 'Sở Nội vụ',
      level: 2,
      codes: [
        { code: '000.00.13.H53', scheme: 'QCVN102', isCurrent: true },
        { code: 'H53.13', scheme: 'QD20', isCurrent: false },
        { code: '13.H53', scheme: 'OLD', isCurrent: false },
        { code: 'X13', scheme: 'QD20', isCurrent: false },
      ],
      references: [{ role: 'ancestor', code: '000.00.00.H53' }],
    });
  });

  it('reads both ways of writing a date and refuses a day that does not exist', () => {
    expect(readRow({ ...good, valid_from: '01/07/2025', valid_to: '2026-01-01' })).toMatchObject({
      validFrom: '2025-07-01',
      validTo: '2026-01-01',
    });
    expect(readRow({ ...good, valid_from: '2025-02-30' })).toMatchObject({ en: expect.stringContaining('valid_from') });
  });

  it('is refused with the reason in both languages', () => {
    const bad: [Partial<AgencyRow>, string][] = [
      [{ code: '' }, 'code is missing'],
      [{ name: ' ' }, 'name is missing'],
      [{ code: '28.22.H17' }, 'level is missing, and the code does not tell it'],
      [{ level: '5' }, 'level is not valid: 5'],
      [{ valid_from: '2025-07-01', valid_to: '2025-07-01' }, 'valid_to is not after valid_from'],
      [{ successor_codes: 'H1.2' }, 'successor_codes needs successor_from or valid_to'],
      [{ parent_code: '000.00.13.H53' }, 'parent_code is the agency itself'],
      [{ signature_policy: 'never' }, 'signature_policy is not valid: never'],
      [{ pdf_policy: 'always' }, 'pdf_policy is not valid: always'],
      [
        { pdf_policy: 'required', pdf_regulation: ' ' },
        "pdf_policy required needs pdf_regulation: the number of the province's regulation",
      ],
      [{ pdf_regulation: '12/2026/QĐ-UBND' }, 'pdf_policy is missing'],
    ];
    for (const [change, en] of bad) expect(readRow({ ...good, ...change })).toEqual({ en, vi: expect.any(String) });
  });
});

describe('words for the search', () => {
  it('lose diacritics and case, and the usual abbreviations are written out', () => {
    expect(plainName('Sở Kế hoạch & Đầu tư')).toBe('so ke hoach dau tu');
    expect(plainName('UBND Xã Đồng-Tháp')).toBe('uy ban nhan dan xa dong thap');
  });

  it('are syllables, adjacent pairs, whole codes and codes without leading zero groups', () => {
    expect(searchVector("Sở 'Nội", ['000.00.13.H53'])).toBe("'so' 'noi' 'so_noi' '000.00.13.h53' '13.h53'");
  });
});
