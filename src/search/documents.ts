import type { Db } from '../platform/database.ts';
import { findPages } from './find.ts';
import type { PageOf, SearchScope, Wanted } from './model.ts';
import type { Place } from './walk.ts';

/** `itemId` is the document's own. */
export type FoundDocument = Place;

/** Documents, newest first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchDocuments(db: Db, scope: SearchScope, wanted: Wanted, page: PageOf) {
  return findPages<FoundDocument>(db, scope, wanted, page, {
    async items(_tx, documentIds, after, limit) {
      const further = documentIds.filter((id) => id < after.documentId);
      return further.slice(0, limit).map((id) => ({ documentId: id, itemId: id }));
    },
  });
}
