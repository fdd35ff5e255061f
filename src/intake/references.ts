import { and, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { documentReference, type Relation } from './tables.ts';

export type DocumentReference = typeof documentReference.$inferSelect;

export async function insertReferences(
  tx: Tx,
  documentId: string,
  references: readonly { readonly id: string; readonly relation: Relation }[],
): Promise<void> {
  if (references.length === 0) return;
  await tx
    .insert(documentReference)
    .values(references.map(({ id, relation }) => ({ documentId, refersToId: id, relation })))
    .onConflictDoNothing();
}

/** Which documents this one refers to, and which refer to it. */
export async function listReferences(reader: Reader, documentId: string) {
  return reader
    .select()
    .from(documentReference)
    .where(sql`${documentReference.documentId} = ${documentId} or ${documentReference.refersToId} = ${documentId}`)
    .limit(1_000);
}

/** How these documents refer to one another. */
export async function referencesAmong(reader: Reader, ids: readonly string[]): Promise<DocumentReference[]> {
  if (ids.length === 0) return [];
  return reader
    .select()
    .from(documentReference)
    .where(and(inArray(documentReference.documentId, [...ids]), inArray(documentReference.refersToId, [...ids])))
    .limit(1_000);
}
