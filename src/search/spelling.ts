import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { asSigner, wordsOf } from './lexemes.ts';

/** Shorter syllables have too many neighbours. */
const SHORTEST = 3;
const MOST_CANDIDATES = 20;
/** Each is looked up by itself; a text with more unknown words is of something else, and not misspelt. */
const MOST_MENDED = 8;

/**
 * Remembers the words of a new document. Taken in the order of the words: two documents with the same new words wait for
 * one another and never in a circle.
 */
export async function learnWords(tx: Tx, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  const { rows } = await tx.execute<{ word: string }>(sql`
    insert into search_word select word from unnest(${sql.param([...words].sort())}::text[]) as given(word)
    on conflict do nothing returning word`);
  const pairs = rows.flatMap(({ word }) => variantsOf(word).map((variant) => [variant, word] as const));
  if (pairs.length === 0) return;
  await tx.execute(sql`
    insert into search_variant select * from unnest(${sql.param(pairs.map(([variant]) => variant))}::text[],
      ${sql.param(pairs.map(([, word]) => word))}::text[]) on conflict do nothing`);
}

/** The word and the word without each of its letters; of a pair, which corrects nothing by itself, none. */
function variantsOf(word: string): string[] {
  if (word.includes('_')) return [];
  const mark = /^\W/.exec(word)?.[0] ?? '';
  const letters = word.slice(mark.length);
  if (letters.length < SHORTEST || /\d/.test(letters)) return [];
  const shorter = [...letters].map((_, at) => mark + letters.slice(0, at) + letters.slice(at + 1));
  return [...new Set([word, ...shorter])];
}

/**
 * The words with those that no document has replaced by the nearest that one has: a letter more, less, other, or two in
 * the wrong order. Between several the one that stands beside its neighbour somewhere. Null when nothing is to be mended, or too much.
 */
export async function mendWords(reader: Reader, text: string, of: 'subject' | 'signer'): Promise<string | null> {
  const mark = of === 'signer' ? asSigner : (word: string) => word;
  const words = wordsOf(text);
  const known = await knownOf(reader, words.map(mark));
  const isUnknown = (word: string) => word.length >= SHORTEST && !known.has(mark(word));
  if (words.filter(isUnknown).length > MOST_MENDED) return null;
  const mended = [...words];
  for (const [at, word] of words.entries()) {
    if (!isUnknown(word)) continue;
    const near = await neighboursOf(reader, mark(word));
    const pairs = near.flatMap((one) => pairsAt(mended, at, one.slice(mark('').length)).map(mark));
    const together = await knownOf(reader, pairs);
    const fits = (one: string) =>
      pairsAt(mended, at, one.slice(mark('').length)).filter((pair) => together.has(mark(pair)));
    const best = [...near].sort((one, other) => fits(other).length - fits(one).length)[0];
    if (best !== undefined) mended[at] = best.slice(mark('').length);
  }
  return mended.every((word, at) => word === words[at]) ? null : mended.join(' ');
}

function pairsAt(words: readonly string[], at: number, word: string): string[] {
  const [before, after] = [words[at - 1], words[at + 1]];
  return [before && `${before}_${word}`, after && `${word}_${after}`].filter((pair) => pair !== undefined);
}

/** Those of the words that some document holds. */
export async function knownOf(reader: Reader, words: readonly string[]): Promise<ReadonlySet<string>> {
  if (words.length === 0) return new Set();
  const { rows } = await reader.execute<{ word: string }>(
    sql`select word from search_word where word = any(${sql.param([...words])}::text[])`,
  );
  return new Set(rows.map((row) => row.word));
}

/** Those that share a variant, the likest first: as long as the word, then one letter longer or shorter. */
async function neighboursOf(reader: Reader, word: string): Promise<string[]> {
  const { rows } = await reader.execute<{ word: string }>(sql`
    select word from search_variant where variant = any(${sql.param(variantsOf(word))}::text[])
    group by word order by count(*) desc, abs(length(word) - ${word.length}), word limit ${MOST_CANDIDATES}`);
  return rows.map((row) => row.word);
}
