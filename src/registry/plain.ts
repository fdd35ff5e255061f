/** Directories and people write either form; names are ordered and found under the long one. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['ubnd', 'uy ban nhan dan'],
  ['hdnd', 'hoi dong nhan dan'],
  ['vp', 'van phong'],
]);

/** Lower case without diacritics, words parted by one space: how names are ordered and searched. `Sở Nội vụ` → `so noi vu`. */
export function plainName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => ABBREVIATIONS.get(word) ?? word)
    .join(' ');
}

/**
 * What an agency is found by, as a tsvector literal: the syllables of its name, adjacent pairs of them (`so_noi`: a pair
 * is rare where its syllables are not), and its codes whole and without leading zero groups (`000.00.13.h53`, `13.h53`).
 */
export function searchVector(name: string, codes: readonly string[]): string {
  const words = plainName(name).split(' ');
  const pairs = words.slice(1).map((word, index) => `${words[index]}_${word}`);
  const lower = codes.map((code) => code.toLowerCase());
  const short = lower.map((code) => code.replace(/^(0+\.)+/, ''));
  return literal([...words, ...pairs, ...lower, ...short]);
}

/** Lexemes as a tsvector literal, in no position. */
function literal(lexemes: readonly string[]): string {
  return [...new Set(lexemes)].filter(Boolean).map(quote).join(' ');
}

/** A lexeme inside a tsvector or tsquery literal. */
export function quote(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
