import { describe, expect, test } from 'vitest';
import { checkFields, type Fields, writeNumber } from '../../../src/compose/index.ts';
import { abbreviationOf, proposeNotation } from '../../../src/compose/notation.ts';

const TODAY = '2026-11-25';
const GOOD: Fields = {
  type: 'CV',
  date: TODAY,
  place: 'Lạc Hồng',
  subject: 'V/v thử',
  signer: 'Trần Văn Mẫu',
  notSecret: '1',
};

describe('the notation of a document', () => {
  test('is the kind and the agency in their letters, as NĐ 30/2020 Phụ lục I and III write them', () => {
    const names = {
      'Sở Nội vụ': 'SNV',
      'Sở Khoa học và Công nghệ': 'SKHCN',
      'Ủy ban nhân dân phường Âu Lạc': 'UBND',
      'UBND tỉnh Lạc Hồng': 'UBND',
      'Hội đồng nhân dân tỉnh Lạc Hồng': 'HĐND',
      'Văn phòng Ủy ban nhân dân tỉnh Lạc Hồng': 'VP',
      'Ban Quản lý các khu công nghiệp tỉnh Lạc Hồng': 'BQLKCN',
      'Trung tâm VNPT Lạc Hồng': 'TTVNPTLH',
    };
    expect(Object.keys(names).map(abbreviationOf)).toEqual(Object.values(names));
    expect(proposeNotation('QĐ', 'Sở Nội vụ')).toBe('QĐ-SNV');
    expect(proposeNotation('CV', 'Sở Nội vụ')).toBe('SNV');
    expect([1, 9, 10, 1235].map(writeNumber)).toEqual(['01', '09', '10', '1235']);
  });
});

describe('the fields of a document', () => {
  test('of a good one nothing is wrong; of an empty one all that is needed is missing', () => {
    expect(checkFields(GOOD, TODAY)).toEqual({});
    expect(checkFields({}, TODAY)).toEqual(
      Object.fromEntries(['type', 'date', 'place', 'subject', 'signer', 'notSecret'].map((name) => [name, 'missing'])),
    );
  });

  test.each<[Fields, object]>([
    [{ date: '2026-11-26' }, { date: 'in-future' }],
    [{ date: '2026-02-30' }, { date: 'no-day' }],
    [{ due: '2026-11-24' }, { due: 'before-date' }],
    [{ number: '0' }, { number: 'no-number' }],
    [{ number: '12a' }, { number: 'no-number' }],
    [{ number: '1'.repeat(10) }, { number: 'too-long' }],
    [{ notation: 'QĐ UBND' }, { notation: 'no-notation' }],
    [{ notation: 'QĐ,UBND' }, { notation: 'no-notation' }],
    [{ notation: '/UBND' }, { notation: 'no-notation' }],
    [{ subject: 'ă'.repeat(501) }, { subject: 'too-long' }],
    [{ type: 'toString' }, { type: 'unknown' }],
    [{ priority: '4' }, { priority: 'unknown' }],
    [{ sphere: 'toString' }, { sphere: 'unknown' }],
    [{ competence: 'TM' }, { competence: 'unknown' }],
    [{ pages: '-1' }, { pages: 'no-number' }],
  ])('%j is told at its field', (typed, problems) => {
    expect(checkFields({ ...GOOD, ...typed }, TODAY)).toEqual(problems);
  });
});
