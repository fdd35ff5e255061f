import { describe, expect, test } from 'vitest';
import { makePdf } from '../../../src/cli/demo/pdf.ts';

function check(pdf: Buffer): void {
  const text = pdf.toString('latin1');
  expect(text).toMatch(/^%PDF-1\.4\n/);
  expect(text).toMatch(/%%EOF\n$/);
  const start = Number(/startxref\n(\d+)\n/.exec(text)![1]);
  const table = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer/.exec(text.slice(start));
  const entries = table![2]!.match(/.{19}\n/g)!;
  expect(entries).toHaveLength(Number(table![1]));
  for (const [id, entry] of entries.entries()) {
    if (id > 0) expect(text.slice(Number(entry.slice(0, 10)))).toMatch(new RegExp(`^${id} 0 obj\\n`));
  }
  for (const found of text.matchAll(/\/Length (\d+) >>\nstream\n/g)) {
    const from = found.index + found[0].length;
    expect(text.slice(from + Number(found[1]))).toMatch(/^\nendstream/);
  }
}

describe('the PDF of the demonstration', () => {
  test('has a cross-reference table and stream lengths that are right', () => {
    const pdf = makePdf(['Công văn số (12)', 'ĐÃ KÝ \\ đóng dấu']);
    check(pdf);
    expect(pdf.toString('latin1')).toContain('(Cong van so \\(12\\)) Tj');
    expect(pdf.toString('latin1')).toContain('(DA KY \\\\ dong dau) Tj');
  });

  test('has exactly the size that was asked for', () => {
    const pdf = makePdf(['một'], 1_000_000);
    expect(pdf.length).toBe(1_000_000);
    check(pdf);
  });
});
