import { describe, expect, test } from 'vitest';
import { applyPdfPolicy, rolesOf } from '../../../../src/trust/index.ts';

describe('the part of a file', () => {
  const roles = (
    names: readonly string[],
    hints = { typeName: null as string | null, codeNotation: null as string | null },
  ) =>
    [
      ...rolesOf(
        names.map((name, position) => ({ name, position })),
        hints,
      ).values(),
    ].join(' ');

  test('the first is the main document unless a name says otherwise', () => {
    expect(roles(['12-UBND.pdf', 'kem theo.pdf'])).toBe('main annex');
    expect(roles(['Phụ lục I.pdf', '12-UBND.pdf'])).toBe('annex main');
    expect(roles(['PL1.pdf'])).toBe('main');
    expect(roles(['QĐ sửa đổi phụ lục của Quy chế.pdf'])).toBe('main');
  });

  test('copies by their name, type or notation', () => {
    expect(roles(['12 (sao y).pdf'])).toBe('copy');
    expect(roles(['12.pdf', 'PL.pdf'], { typeName: null, codeNotation: 'SY-UBND' })).toBe('copy annex');
    expect(roles(['12.pdf'], { typeName: 'Trích sao', codeNotation: null })).toBe('copy');
  });
});

describe('the policy of an agency', () => {
  const file = (role: 'main' | 'annex', status: 'complete' | 'incomplete' | 'not-signable' | 'not-determined') => ({
    role,
    judgement: { status, missing: [], notices: [] },
    pdf: null,
  });

  test('recorded accepts, warned says, required refuses what lacks and waits for what is open', () => {
    const good = [file('main', 'complete'), file('annex', 'not-signable')];
    const lacking = [file('main', 'incomplete')];
    const open = [file('main', 'not-determined')];
    expect([good, lacking, open].map((files) => applyPdfPolicy('recorded', files))).toEqual([
      'accept',
      'accept',
      'accept',
    ]);
    expect([good, lacking, open].map((files) => applyPdfPolicy('warned', files))).toEqual(['accept', 'warn', 'warn']);
    expect([good, lacking, open].map((files) => applyPdfPolicy('required', files))).toEqual([
      'accept',
      'refuse',
      'wait',
    ]);
    expect(applyPdfPolicy('required', [file('main', 'not-signable')])).toBe('refuse');
  });
});
