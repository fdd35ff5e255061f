import { readFileSync } from 'node:fs';
import { plainName } from '../registry/index.ts';
import type { CatalogueName, Named } from './model.ts';

/** The code lists of the product that a catalogue stands beside (schemas/code-lists/SOURCE.md). */
const LISTS: Readonly<Partial<Record<CatalogueName, string>>> = {
  'document-types': 'administrative-document-types.json',
  urgency: 'priorities.json',
};

/** Entries of a catalogue that the product's own code list has under no name; nothing where there is no such list. */
export function unknownHere<Entry extends Named>(catalogue: CatalogueName, entries: readonly Entry[]): Entry[] {
  const file = LISTS[catalogue];
  if (!file) return [];
  const list: Record<string, string | { vi: string }> = JSON.parse(
    readFileSync(new URL(`../../schemas/code-lists/${file}`, import.meta.url), 'utf8'),
  );
  const known = new Set(Object.values(list).map((one) => plainName(typeof one === 'string' ? one : one.vi)));
  return entries.filter(({ name }) => !known.has(plainName(name)));
}
