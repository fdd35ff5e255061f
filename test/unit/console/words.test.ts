import { describe, expect, test } from 'vitest';
import { WORDS, type WordKey } from '../../../src/console/words.ts';
import { filesBelow, read } from '../house/source.ts';

const views = filesBelow('src/console/views', '.eta').map(read).join('\n');
const pages = filesBelow('src/console', '.ts')
  .filter((file) => !file.startsWith('src/console/words'))
  .map(read)
  .join('\n');
const keys = Object.keys(WORDS) as WordKey[];

describe('the words of the pages', () => {
  test('a page asks for no word that does not exist', () => {
    const asked = [...views.matchAll(/\bt\('(\w+)'[,)]/g)].map((match) => match[1]!);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => !(key in WORDS))).toEqual([]);
  });

  test('none is left over that no page says', () => {
    expect(keys.filter((key) => !new RegExp(`['"]${key}['"]`).test(views + pages) && !/^type\d$/.test(key))).toEqual(
      [],
    );
  });

  test('none is said in two files: one would silently win', () => {
    const said = filesBelow('src/console/words', '.ts').flatMap((file) =>
      [...read(file).matchAll(/^ {2}(\w+): \[/gm)].map((match) => match[1]!),
    );
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter((key, at) => said.indexOf(key) !== at && key in WORDS)).toEqual([]);
  });

  test('each is said in both languages with the same facts', () => {
    const facts = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
    for (const [vi, en] of Object.values(WORDS)) expect(facts(en)).toEqual(facts(vi));
  });
});
