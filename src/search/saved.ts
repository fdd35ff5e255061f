import { and, asc, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { isId, newId } from '../platform/ids.ts';
import { error } from './errors.ts';
import { savedSearch } from './tables.ts';

/** Of one person. */
const MOST = 50;
const LONGEST_NAME = 100;

export type SavedSearch = typeof savedSearch.$inferSelect;

/** The searches that a person keeps, by name. */
export function listSavedSearches(reader: Reader, accountId: string): Promise<SavedSearch[]> {
  return reader
    .select()
    .from(savedSearch)
    .where(eq(savedSearch.accountId, accountId))
    .orderBy(asc(savedSearch.name))
    .limit(MOST);
}

/** @throws SAVED_SEARCH_INVALID, SAVED_SEARCH_TAKEN */
export async function saveSearch(
  tx: Tx,
  accountId: string,
  given: { readonly name: string; readonly terms: Readonly<Record<string, string>> },
): Promise<void> {
  const name = given.name.replaceAll('\0', '').trim();
  const { rows } = await tx.execute<{ full: boolean }>(sql`
    select exists (select from ${savedSearch} where ${savedSearch.accountId} = ${accountId} offset ${MOST - 1}) as full`);
  if (name === '' || [...name].length > LONGEST_NAME || rows[0]!.full) {
    throw error('SAVED_SEARCH_INVALID', { most: MOST });
  }
  const made = await tx
    .insert(savedSearch)
    .values({ id: newId(), accountId, name, terms: given.terms })
    .onConflictDoNothing()
    .returning({ id: savedSearch.id });
  if (made.length === 0) throw error('SAVED_SEARCH_TAKEN', { name });
}

/** Another person's is not found, and nothing is told of it. */
export async function deleteSavedSearch(tx: Tx, accountId: string, id: string): Promise<void> {
  if (!isId(id)) return;
  await tx.delete(savedSearch).where(and(eq(savedSearch.id, id), eq(savedSearch.accountId, accountId)));
}
