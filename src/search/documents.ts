import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { findPages } from './find.ts';
import type { PageOf, SearchScope, Wanted } from './model.ts';
import type { Place, Stretch } from './walk.ts';

/** `itemId` is the document's own. */
export type FoundDocument = Place;

/** Documents, newest first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchDocuments(db: Db, scope: SearchScope, wanted: Wanted, page: PageOf) {
  return findPages(db, scope, wanted, page, readDocuments);
}

async function readDocuments(tx: Tx, hits: SQL, { below, limit }: Stretch): Promise<FoundDocument[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select s.document_id as id from ${hits}
    where s.document_id < ${below.documentId}::uuid order by s.document_id desc limit ${limit}`);
  return rows.map(({ id }) => ({ documentId: id, itemId: id }));
}
