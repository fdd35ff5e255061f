import { plainName } from '../registry/index.ts';

/** The reasons of NĐ 30/2020 Art 21(2)(b) and QĐ 28/2018 Art 5(4), as the pages offer them. */
export const REASONS = ['misdirected', 'signature', 'incomplete', 'form', 'duplicate', 'other'] as const;
export type Reason = (typeof REASONS)[number];

/** What the words of a refusal (status 02) say, without diacritics; the first that fits counts. */
const SAID: readonly (readonly [Reason, RegExp])[] = [
  [
    'misdirected',
    /\b(gui|chuyen|phat) (sai|nham)\b|\b(sai|nham) (noi|dia chi|don vi|co quan) nhan\b|\bkhong thuoc tham quyen\b/,
  ],
  ['signature', /\bchu ky\b|\bky so\b|\bchung thu so\b|\bchua ky\b/],
  ['duplicate', /\btrung (van ban|so|ky hieu|lap|voi)\b/],
  ['incomplete', /\bthieu\b|\b(tep|file) (loi|hong)\b|\bkhong (mo|doc) duoc\b|\bkhong co (tep|file)\b/],
  ['form', /\bthe thuc\b|\bky thuat trinh bay\b|\bsai (so|ngay|ky hieu)\b/],
];

/** The reason that a refusal gives in its own words; systems of the field have no code for it. */
export function reasonOf(words: string): Reason {
  const plain = plainName(words);
  return SAID.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'other';
}
