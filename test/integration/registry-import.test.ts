import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgencyRow, agencyDetails, importAgencies, resolveAgencies } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

type Row = Omit<AgencyRow, 'line'>;

let test: TestDatabase;
beforeEach(async () => {
  test = await testDatabase();
});
afterEach(() => test.drop());

const bring = (...list: Row[]) =>
  importAgencies(
    test.owner,
    list.map((row, index) => ({ line: index + 2, ...row })),
  );
const details = (code: string) => agencyDetails(test.database.db, code);

const PROVINCE: Row = { code: '000.00.00.H53', name: 'UBND tỉnh' };
const DEPARTMENT: Row = { code: '000.00.13.H53', name: 'Sở Nội vụ', code_qd20: 'H53.13', email: 'a@x.vn', fax: '1' };

describe('an import', () => {
  it('again with the same list changes nothing, and with a changed row changes that one', async () => {
    expect(await bring(PROVINCE, DEPARTMENT)).toEqual({ created: 2, updated: 0, unchanged: 0, rejected: [] });
    expect(await bring(PROVINCE, DEPARTMENT)).toEqual({ created: 0, updated: 0, unchanged: 2, rejected: [] });
    const renamed = { ...DEPARTMENT, name: 'Sở Nội vụ mới' };
    expect(await bring(PROVINCE, renamed)).toEqual({ created: 0, updated: 1, unchanged: 1, rejected: [] });
    expect((await details('h53.13'))?.agency.name).toBe('Sở Nội vụ mới');
  });

  it('leaves what absent columns would say, and clears what empty cells say', async () => {
    await bring(PROVINCE, { ...DEPARTMENT, valid_to: '2030-01-01', axis: 'vpcp', parent_code: '000.00.00.H53' });
    await bring({ code: '000.00.13.H53', name: 'Sở Nội vụ', fax: '' });
    const { agency } = (await details('H53.13'))!;
    expect(agency).toMatchObject({ validTo: '2030-01-01', axis: 'vpcp', contact: { email: 'a@x.vn' } });
    expect(agency.contact).not.toHaveProperty('fax');
    await bring({ code: '000.00.13.H53', name: 'Sở Nội vụ', valid_to: '', axis: '' });
    expect((await details('H53.13'))?.agency).toMatchObject({ validTo: null, axis: null });
  });

  it('sets the policy for PDF files together with its regulation, keeps both and clears both', async () => {
    const required = { pdfPolicy: 'required', pdfRegulation: '12/2026/QĐ-UBND' };
    await bring(PROVINCE, { ...DEPARTMENT, pdf_policy: 'required', pdf_regulation: '12/2026/QĐ-UBND' });
    expect((await details('H53.13'))?.agency).toMatchObject(required);
    await bring({ code: '000.00.13.H53', name: 'Sở Nội vụ', pdf_regulation: '' });
    expect((await details('H53.13'))?.agency).toMatchObject(required);
    await bring({ code: '000.00.13.H53', name: 'Sở Nội vụ', pdf_policy: '' });
    expect((await details('H53.13'))?.agency).toMatchObject({ pdfPolicy: null, pdfRegulation: null });
  });

  it('gives a new current code to a known agency, and its old code still names it', async () => {
    await bring(PROVINCE, DEPARTMENT);
    const before = (await details('000.00.13.H53'))?.agency.id;
    const report = await bring({ code: 'H53.13', name: 'Sở Nội vụ', code_old: '000.00.13.H53' });
    expect(report).toMatchObject({ created: 0, updated: 1 });
    expect((await details('000.00.13.H53'))?.agency).toMatchObject({ id: before, code: 'H53.13' });
  });

  it('leaves out successors that lead back to their own agency, and keeps a chain', async () => {
    const closed = (code: string, successor: string): Row => ({
      code,
      name: `Huyện ${code}`,
      valid_to: '2025-07-01',
      successor_codes: successor,
    });
    const commune: Row = { code: 'H53.201', name: 'Xã' };
    await bring(PROVINCE, commune, closed('H53.31', 'H53.32'), closed('H53.32', 'H53.201'));
    const report = await bring(closed('H53.32', 'H53.31'), closed('H53.33', 'H53.31'));
    expect(report.rejected.map((one) => [one.line, one.reason.en])).toEqual([
      [2, 'its successors lead back to itself, and mail would arrive nowhere'],
    ]);
    expect((await details('H53.33'))?.reception).toMatchObject({ outcome: 'not-connected' });
    expect((await details('H53.31'))?.successors.map((one) => one.agency.code)).toEqual(['H53.32']);
  });

  it('finds parents in any order of rows, over levels that the list does not have', async () => {
    await bring({ code: '001.02.13.H53', name: 'Tổ' }, DEPARTMENT, PROVINCE);
    expect((await details('001.02.13.H53'))?.parent?.code).toBe('000.00.13.H53');
    expect((await details('000.00.13.H53'))?.parent?.code).toBe('000.00.00.H53');
  });

  it('leaves out a bad row and whatever refers to it, with line and reason, and takes the rest', async () => {
    const report = await bring(
      PROVINCE,
      { code: 'H53.1', name: '' },
      { code: 'H53.2', name: 'Hai', parent_code: 'H53.1' },
      { code: 'H53.3', name: 'Ba', contact_point_code: 'H53.2' },
      { code: 'H53.4', name: 'Bốn', code_qd20: 'h53.4', successor_codes: 'H53.3', successor_from: '2025-07-01' },
      { code: '000.00.00.h53', name: 'Lặp' },
      DEPARTMENT,
    );
    expect(report).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
    expect(report.rejected.map(({ line, reason }) => [line, reason.en])).toEqual([
      [3, 'name is missing'],
      [4, 'parent_code: no agency has the code H53.1'],
      [5, 'contact_point_code: no agency has the code H53.2'],
      [6, 'successor_codes: no agency has the code H53.3'],
      [7, 'the code 000.00.00.H53 stands on line 2 already'],
    ]);
  });

  it('leaves out rows that mix two agencies of the directory or name one twice', async () => {
    await bring(PROVINCE, DEPARTMENT);
    const report = await bring(
      { code: 'H53.13', name: 'Lẫn', code_old: '000.00.00.H53' },
      { code: '000.00.13.H53', name: 'Sở Nội vụ A' },
    );
    expect(report.rejected.map(({ line, reason }) => [line, reason.en])).toEqual([
      [2, 'its codes belong to several agencies: 000.00.00.H53, H53.13'],
    ]);
    const twice = await bring({ code: 'H53.13', name: 'Một' }, { code: '000.00.13.H53', name: 'Hai' });
    expect(twice.rejected.map(({ line, reason }) => [line, reason.en])).toEqual([[3, 'is the same agency as line 2']]);
  });

  it('replaces successors only when the list names them', async () => {
    const [one, two]: Row[] = [
      { code: 'H53.1', name: 'Một' },
      { code: 'H53.2', name: 'Hai' },
    ];
    const closed = { code: 'H53.9', name: 'Huyện', valid_to: '2025-07-01' };
    await bring(one!, two!, { ...closed, successor_codes: 'H53.1,H53.2' });
    expect(await bring(closed)).toMatchObject({ unchanged: 1 });
    expect((await details('H53.9'))?.successors).toHaveLength(2);
    expect(await bring({ ...closed, successor_codes: 'H53.2' })).toMatchObject({ updated: 1 });
    expect((await details('H53.9'))?.successors.map((each) => each.agency.code)).toEqual(['H53.2']);
  });

  it('whose reading fails midway changes nothing', async () => {
    async function* broken() {
      yield { line: 2, ...PROVINCE };
      throw new Error('the file ends');
    }
    await expect(importAgencies(test.owner, broken())).rejects.toThrow('the file ends');
    expect((await resolveAgencies(test.database.db, ['H53', '000.00.00.H53'])).size).toBe(0);
  });

  it('tells its progress and takes many batches', async () => {
    const list = Array.from({ length: 10_050 }, (_, index) => ({
      line: index + 2,
      code: `H01.${index}`,
      name: `Xã ${index}`,
    }));
    const told: number[] = [];
    const report = await importAgencies(test.owner, list, (rows) => told.push(rows));
    expect([report.created, told]).toEqual([10_050, [5_000, 10_000, 10_050]]);
  });
});
