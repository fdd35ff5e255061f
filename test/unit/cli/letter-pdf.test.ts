import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterPdf } from '../../../src/cli/demo/paper/letter.ts';
import { createDemoPki, inspectPdf, type SigningKey, signPdf } from '../../../src/trust/index.ts';
import { pdfsig, pdfText, testPdfsig } from '../../support/pdf-oracles.ts';

const LETTER = {
  agency: 'Ủy ban nhân dân tỉnh Lạc Hồng',
  code: '105/UBND-VX',
  place: 'Lạc Hồng',
  date: '2026/02/05',
  typeName: 'Công văn',
  subject: 'V/v phòng, chống dịch bệnh mùa mưa lũ',
  urgency: 'hỏa tốc',
  to: ['Sở Nội vụ tỉnh Lạc Hồng'],
  competence: 'TM. ỦY BAN NHÂN DÂN',
  position: 'CHỦ TỊCH',
  signer: 'Lạc Minh Đăng',
};

let folder: string;
let keys: SigningKey[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lienthong-letter-'));
  const pki = await createDemoPki(path.join(folder, 'pki'));
  keys = await Promise.all([
    pki.issue('nguoi', { agency: LETTER.signer, unit: 'Lãnh đạo', province: LETTER.agency }),
    pki.issue('co quan', { agency: LETTER.agency, province: 'Lạc Hồng' }),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a letter of the demonstration', () => {
  testPdfsig('reads in Vietnamese with its diacritics, as NĐ 30/2020 lays a công văn out', async () => {
    const file = path.join(folder, 'letter.pdf');
    await writeFile(file, letterPdf(LETTER));
    const text = pdfText(file);
    for (const words of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Lạc Hồng, ngày 05 tháng 02 năm 2026',
      'V/v phòng, chống dịch bệnh',
      'Kính gửi: Sở Nội vụ tỉnh Lạc Hồng.',
      'HỎA TỐC',
      'Lạc Minh Đăng',
    ])
      expect(text).toContain(words);
  });

  test('carries the signatures of leader and agency, the second over the first', async () => {
    const file = path.join(folder, 'cong-van.pdf');
    await writeFile(
      file,
      keys.reduce((pdf, key) => signPdf(pdf, key), letterPdf(LETTER)),
    );
    const { signatures } = inspectPdf(file);
    expect(signatures.map(({ state, after, subject }) => [state, after, subject?.kind])).toEqual([
      ['intact', 'allowed', 'person'],
      ['intact', 'nothing', 'organisation'],
    ]);
  });

  testPdfsig('is signed as a foreign program reads it too', async () => {
    const file = path.join(folder, 'foreign.pdf');
    await writeFile(
      file,
      keys.reduce((pdf, key) => signPdf(pdf, key), letterPdf(LETTER)),
    );
    expect(pdfsig(file).map(({ valid, whole, signer }) => [valid, whole, signer])).toEqual([
      [true, false, LETTER.signer],
      [true, true, LETTER.agency],
    ]);
  });
});
