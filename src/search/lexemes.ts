import type { DocumentRow } from '../intake/index.ts';
import { plainName, quoteLexeme } from '../registry/index.ts';
import type { Reading } from './model.ts';

/** Marks that keep numbers, notations, identifiers and signers apart from the words of a subject. */
const NUMBER = '#';
const NOTATION = '/';
const UID = '=';
const SIGNER = '~';
/** PostgreSQL takes lexemes of 2,046 bytes; no word that a person looks for is as long as this. */
const LONGEST = 200;
/** Of a subject: NĐ 30/2020 wants it short, and a long one is found by its beginning. */
const MOST_WORDS = 300;

/** Words without diacritics, and adjacent pairs of them: a pair is rare where its syllables are not. */
function wordsAndPairs(text: string, mark = ''): string[] {
  const words = wordsOf(text);
  return [...words, ...pairsOf(words)].map((one) => mark + one);
}

function pairsOf(words: readonly string[]): string[] {
  return words.slice(1).map((word, index) => `${words[index]}_${word}`);
}

export function wordsOf(text: string): string[] {
  return plainName(text)
    .split(' ')
    .filter((word) => word !== '' && word.length <= LONGEST)
    .slice(0, MOST_WORDS);
}

/** Notations and identifiers are compared without case and diacritics; `đ` is typed as `d`. */
function foldCode(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\s]+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .slice(0, LONGEST);
}

const foldNumber = (text: string) => foldCode(text).replace(/^0+(?=\d)/, '');

/** What a document is found by. */
export function lexemesOf(document: DocumentRow): { readonly words: string[]; readonly codes: string[] } {
  const { header, subject, codeNumber, codeNotation, documentUid } = document;
  const signer = header.kind === 'document' ? (header.signerName ?? '') : '';
  const codes = [UID + foldCode(documentUid)];
  if (codeNumber) codes.push(NUMBER + foldNumber(codeNumber));
  if (codeNotation) codes.push(NOTATION + foldCode(codeNotation));
  return {
    words: [...new Set([...wordsAndPairs(subject ?? ''), ...wordsAndPairs(signer, SIGNER)])],
    codes,
  };
}

/** What a document must hold to fit the words of a query; each stands in the vocabulary when any document has it. */
export function askedWords({ subject, signer, order }: Reading): string[] {
  const words = wordsOf(subject);
  return [...(order === 'phrase' ? phraseOf(words) : words), ...phraseOf(wordsOf(signer)).map((one) => SIGNER + one)];
}

/** A tsquery that asks for all of these words and codes; null when they ask for nothing. */
export function queryOf(reading: Reading, code: string): string | null {
  const lexemes = [...askedWords(reading), ...codesOf(code)];
  return lexemes.length === 0 ? null : [...new Set(lexemes)].map(quoteLexeme).join(' & ');
}

/** Whether a code is one that few documents have: a number or an identifier, but no notation alone. */
export function namesFew(code: string): boolean {
  return codesOf(code).some((one) => !one.startsWith(NOTATION));
}

function phraseOf(words: readonly string[]): readonly string[] {
  return words.length < 2 ? words : pairsOf(words);
}

/** `105`, `105/UBND-VX`, `UBND-VX`, or an identifier, which has commas. */
function codesOf(text: string): string[] {
  const code = foldCode(text);
  if (code === '') return [];
  if (code.includes(',')) return [UID + code];
  const [, number = '', notation = ''] = /^(\d[^/]*)?\/?(.*)$/.exec(code) ?? [];
  return [number && NUMBER + foldNumber(number), notation && NOTATION + notation].filter((one) => one !== '');
}

/** How the words of a signer's name stand in the vocabulary. */
export const asSigner = (word: string) => SIGNER + word;
