import { and, desc, eq, inArray, lt, ne, notInArray, or, type SQL } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { publication } from './tables.ts';

export type Entry = typeof publication.$inferSelect;

export interface OwnEntries {
  readonly agencyIds: readonly string[];
  /** What is on the portal, or what is marked Công khai and is not. */
  readonly shown: boolean;
  /** The last id of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The public documents of a sender, newest first; what was recalled or replaced is missed by nobody. */
export function listOwnEntries(reader: Reader, { agencyIds, shown, after, limit }: OwnEntries): Promise<Entry[]> {
  const where: (SQL | undefined)[] = shown
    ? [eq(publication.state, 'published')]
    : [ne(publication.state, 'published'), notInArray(publication.reason, ['recalled', 'replaced'])];
  return reader
    .select()
    .from(publication)
    .where(
      and(
        inArray(publication.agencyId, [...agencyIds]),
        ...where,
        after === undefined ? undefined : lt(publication.id, after),
      ),
    )
    .orderBy(desc(publication.id))
    .limit(limit);
}

/** Where a page of a feed goes on. */
export interface FeedCursor {
  readonly changedAt: Date;
  readonly id: string;
}

export interface FeedQuery {
  /** Null for all agencies. */
  readonly agencyId: string | null;
  readonly after: FeedCursor | null;
  readonly limit: number;
}

/** All that was ever on the portal, the last change first: what is on it, and what was taken off. */
export function listChanges(reader: Reader, { agencyId, after, limit }: FeedQuery): Promise<Entry[]> {
  return reader
    .select()
    .from(publication)
    .where(
      and(
        ne(publication.state, 'waiting'),
        agencyId === null ? undefined : eq(publication.agencyId, agencyId),
        after
          ? or(
              lt(publication.changedAt, after.changedAt),
              and(eq(publication.changedAt, after.changedAt), lt(publication.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(publication.changedAt), desc(publication.id))
    .limit(limit);
}

/** What was ever on the portal under this id. */
export async function findEntry(reader: Reader, id: string): Promise<Entry | null> {
  const [entry] = await reader
    .select()
    .from(publication)
    .where(and(eq(publication.id, id), ne(publication.state, 'waiting')));
  return entry ?? null;
}
