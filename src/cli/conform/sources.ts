import type { Bilingual } from '../output.ts';

/** Articles of law in both languages, and pages of this product. */
export const law = (act: string, vi: string): Bilingual => ({
  vi: `${act}, ${vi}`,
  en: `${act}, ${vi.replaceAll('Điều', 'Art').replaceAll('khoản', 'clause').replaceAll('điểm', 'point').replaceAll('Phụ lục', 'Annex')}`,
});

export const QD28 = (where: string) => law('QĐ 28/2018/QĐ-TTg', where);
export const ND30 = (where: string) => law('NĐ 30/2020/NĐ-CP', where);
export const QCVN102: Bilingual = { vi: 'QCVN 102:2016/BTTTT', en: 'QCVN 102:2016/BTTTT' };
export const page = (name: string): Bilingual => ({ vi: `docs/${name}`, en: `docs/${name}` });
