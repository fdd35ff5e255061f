import { DOCUMENT_TYPES, type DocumentTypeKey } from './document-types.ts';

/** Names that every office writes in the same few letters. */
const FIXED: readonly (readonly [start: RegExp, letters: string])[] = [
  [/^văn phòng (ủy ban nhân dân|ubnd)\b/i, 'VP'],
  [/^văn phòng (hội đồng nhân dân|hđnd)\b/i, 'VP'],
  [/^(ủy ban nhân dân|ubnd)\b/i, 'UBND'],
  [/^(hội đồng nhân dân|hđnd)\b/i, 'HĐND'],
];
/** Where it is, and words between: no part of the letters. */
const PLACE = /\s+(tỉnh|thành phố|huyện|quận|thị xã|thị trấn|phường|xã|đặc khu)\s.*$/iu;
const LINKS = new Set(['và', 'của', 'các', 'về']);

/** `Sở Khoa học và Công nghệ` → `SKHCN`; `UBND phường Âu Lạc` → `UBND`. */
export function abbreviationOf(agencyName: string): string {
  const name = agencyName.normalize('NFC').trim();
  const fixed = FIXED.find(([start]) => start.test(name));
  if (fixed) return fixed[1];
  const words = name.replace(PLACE, '').split(/[^\p{L}\p{N}]+/u);
  return words
    .filter((word) => word !== '' && !LINKS.has(word.toLowerCase()))
    .map((word) => (word.length > 1 && word === word.toUpperCase() ? word : word.charAt(0).toUpperCase()))
    .join('');
}

/** The notation behind the number: `QĐ-SNV`, and for a công văn the agency alone (NĐ 30/2020, Phụ lục I, mục II.3). */
export function proposeNotation(type: DocumentTypeKey, agencyName: string): string {
  return [DOCUMENT_TYPES[type].abbreviation, abbreviationOf(agencyName)].filter(Boolean).join('-');
}

/** The kind that a notation begins with; without one it is a công văn (NĐ 30/2020, Phụ lục I, mục II.3). */
export function typeOfNotation(notation: string): DocumentTypeKey {
  const [start] = notation.normalize('NFC').split('-');
  const types = Object.keys(DOCUMENT_TYPES) as DocumentTypeKey[];
  return types.find((type) => DOCUMENT_TYPES[type].abbreviation === start) ?? 'CV';
}

/** NĐ 30/2020, Phụ lục I: a number below 10 has a zero in front. */
export function writeNumber(number: number): string {
  return String(number).padStart(2, '0');
}
