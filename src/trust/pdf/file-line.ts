import type { FileJudgement, FileReport } from './model.ts';

const STATUS: Partial<Record<FileJudgement['status'], readonly [vi: string, en: string]>> = {
  complete: [
    'Đủ chữ ký số (NĐ 30/2020/NĐ-CP, Phụ lục I).',
    'Carries the signatures that it needs (NĐ 30/2020/NĐ-CP, annex I).',
  ],
};

/** One file in one line: its name, whether it has what the law expects, who signed, what is wrong. */
export function fileLine({ name, judgement }: Pick<FileReport, 'name' | 'judgement'>, language: 'vi' | 'en'): string {
  const status = STATUS[judgement.status]?.[language === 'vi' ? 0 : 1];
  const sentences = new Set([...(status ? [status] : []), ...judgement.notices.map((one) => one[language])]);
  return `${name}: ${[...sentences].join(' ')}`;
}
