import { describe, expect, test } from 'vitest';
import { readableAnswer } from '../../../src/delivery/readable-answer.ts';

const answer = (status: number, type: string, body: string) =>
  readableAnswer({ status, headers: { 'content-type': type }, body: Buffer.from(body) });

describe('what an operator reads of an answer', () => {
  test('of JSON only the members that say how it went, however deep', () => {
    const body = {
      error: { code: 7, message: 'sai mã', subject: 'mật' },
      names: ['Lan'],
      list: [{ id: 'a', note: 'b' }],
    };
    expect(JSON.parse(answer(400, 'application/json', JSON.stringify(body))!)).toEqual({
      error: { code: 7, message: 'sai mã', subject: '…' },
      names: ['…'],
      list: [{ id: 'a', note: '…' }],
    });
    expect(answer(200, 'application/json', '"chỉ một chuỗi"')).toBe('"…"');
    expect(answer(500, 'application/json', '{"code":')).toBeNull();
  });

  test('no key, token or long value, wherever it stands', () => {
    const key = `lt_${'x'.repeat(43)}`;
    const shown = answer(
      401,
      'text/plain',
      `token: abc123 is wrong, Bearer ${key}; ${'A'.repeat(80)}; 01990f3e-7b2a-7c11-8a44-1f2e3d4c5b6a`,
    )!;
    expect(shown).not.toMatch(/abc123|lt_|AAAA/);
    expect(shown).toContain('01990f3e-7b2a-7c11-8a44-1f2e3d4c5b6a');
  });

  test('of a page of a proxy its words; of a success that is no JSON, and of XML, nothing', () => {
    expect(answer(502, 'text/html', '<style>a{}</style><h1>Bad   Gateway</h1>\n<p>nginx</p>')).toBe(
      'Bad Gateway nginx',
    );
    expect(answer(200, 'text/html', '<p>V/v nhân sự</p>')).toBeNull();
    expect(answer(400, 'text/xml', '<?xml version="1.0"?><edXML/>')).toBeNull();
    expect(answer(500, 'text/plain', 'x'.repeat(70_000))).toBeNull();
    expect(answer(500, 'text/plain', 'ồ '.repeat(1_000))).toHaveLength(500);
  });
});
