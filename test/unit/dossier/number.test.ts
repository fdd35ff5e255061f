import { describe, expect, test } from 'vitest';
import { joinDossier } from '../../../src/dossier/index.ts';
import { issuerCode, normaliseNumber, readNumber } from '../../../src/dossier/number.ts';
import type { DocumentHeader } from '../../../src/edxml/index.ts';
import type { Tx } from '../../../src/platform/database.ts';

const NUMBER = '000.00.14.H20-200703-0002';
const FIELDS = { applicationType: null, referenceCodes: null, codeNumber: null };
const header = (fields: Partial<DocumentHeader>) => ({ kind: 'document', ...FIELDS, ...fields }) as DocumentHeader;
const read = (fields: Partial<DocumentHeader>) => readNumber(header(fields), ['MCDT']);
const codes = (fields: Partial<DocumentHeader>) => read(fields).notices.map((one) => one.code);

describe('the number of a dossier', () => {
  test('is read from ReferenceCodes whatever the application calls itself, and however it is written', () => {
    expect(read({ referenceCodes: NUMBER })).toEqual({ number: NUMBER, notices: [] });
    expect(read({ referenceCodes: ' h61.105-250304-0001 ' }).number).toBe('H61.105-250304-0001');
    expect(read({ referenceCodes: `12/UBND; ${NUMBER}`, applicationType: 'MCDT_DT' }).number).toBe(NUMBER);
  });

  test('stands in Code where a một cửa system gives no reference', () => {
    expect(read({ applicationType: 'mcdt_dt', codeNumber: NUMBER }).number).toBe(NUMBER);
    expect(read({ codeNumber: NUMBER }).number).toBeNull();
    expect(read({ applicationType: 'QLVB', codeNumber: NUMBER }).number).toBeNull();
  });

  test('of another shape is taken as written, with a notice; none is none, with a notice', () => {
    expect(read({ applicationType: 'MCDT_DT', referenceCodes: 'HS 12/2026' }).number).toBe('HS12/2026');
    expect(codes({ applicationType: 'MCDT_DT', referenceCodes: 'HS 12/2026' })).toEqual(['DOSSIER_NUMBER_UNUSUAL']);
    expect(codes({ applicationType: 'MCDT_DT' })).toEqual(['DOSSIER_NUMBER_MISSING']);
    expect(codes({ applicationType: 'MCDT_DT', referenceCodes: 'x'.repeat(101) })).toEqual(['DOSSIER_NUMBER_MISSING']);
    expect(read({ referenceCodes: 'HS 12/2026' })).toEqual({ number: null, notices: [] });
  });

  test('names the agency that took it in', () => {
    expect(issuerCode(NUMBER)).toBe('000.00.14.H20');
    expect(issuerCode(normaliseNumber('h61.105 - 250304 - 1'))).toBe('H61.105');
    for (const other of ['', 'HS12/2026', '000.00.14.H20', '-200703-0002', `${NUMBER}-1`]) {
      expect(issuerCode(other)).toBeNull();
    }
  });
});

test('a document that names no dossier and refers to nothing costs no query', async () => {
  const untouched = new Proxy({}, { get: () => expect.fail('the database was asked') }) as Tx;
  const document = { id: 'd', header: header({}), senderId: 's', dueOn: null };
  const by = { actor: 'system:test', applications: ['MCDT'] };
  expect(await joinDossier(untouched, document, [], by)).toEqual({ thread: null, notices: [] });
});
