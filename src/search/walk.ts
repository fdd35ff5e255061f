import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { idCeiling, isId, lowestIdAt, timeOf } from '../platform/ids.ts';
import { error } from './errors.ts';

/** How long the database may work on one search. */
export const BUDGET_MS = 5_000;
const DAY_MS = 86_400_000;
/** The first stretch of time that is looked at; each further one is twice as long. */
const FIRST_DAYS = 31;
/** PostgreSQL: query_canceled. */
const CANCELED = '57014';

/** A place in a list that is ordered by document and, within a document, by an item of it; both newest first. */
export interface Place {
  readonly documentId: string;
  readonly itemId: string;
}

/** Ids at or above, and places below: what one statement looks at, so that it opens the partitions of that time only. */
export interface Stretch {
  readonly floor: string;
  readonly below: Place;
  readonly limit: number;
}

const LOWEST = '00000000-0000-0000-0000-000000000000';

/**
 * Fills a page from the newest documents to the oldest, stretch by stretch: what is frequent is found in the first one,
 * what is rare by the index of all. Everything runs in one read-only transaction under one budget of time.
 * @throws SEARCH_TOO_WIDE when the budget is used up
 */
export async function walkBack<T>(
  db: Db,
  span: { readonly from: Date | null; readonly until: Date | null; readonly after: Place | null },
  limit: number,
  budgetMs: number,
  read: (tx: Tx, stretch: Stretch) => Promise<T[]>,
): Promise<T[]> {
  const endAt = performance.now() + budgetMs;
  const seconds = Math.ceil(budgetMs / 1_000);
  try {
    return await db.transaction(
      async (tx) => {
        const remaining = async () => {
          const left = Math.ceil(endAt - performance.now());
          if (left <= 0) throw error('SEARCH_TOO_WIDE', { seconds });
          await tx.execute(sql`select set_config('statement_timeout', ${String(left)}, true)`);
        };
        await remaining();
        const oldest = later(await oldestId(tx), span.from && roomBefore(span.from));
        let below = span.after ?? { documentId: ceilingOf(span.until), itemId: LOWEST };
        const items: T[] = [];
        for (let days = FIRST_DAYS; below.documentId > oldest && items.length < limit; days *= 2) {
          const floor = later(oldest, lowestIdAt(timeOf(below.documentId) - days * DAY_MS));
          await remaining();
          items.push(...(await read(tx, { floor, below, limit: limit - items.length })));
          below = { documentId: floor, itemId: LOWEST };
        }
        return items;
      },
      { accessMode: 'read only' },
    );
  } catch (cause) {
    if (isCanceled(cause)) throw error('SEARCH_TOO_WIDE', { seconds }, cause);
    throw cause;
  }
}

/** A day's room for clocks that differ: the id has its maker's time, what was accepted when PostgreSQL's. */
const roomBefore = (at: Date) => lowestIdAt(at.getTime() - DAY_MS);

function ceilingOf(until: Date | null): string {
  const now = idCeiling();
  if (until === null) return now;
  const end = lowestIdAt(Math.min(until.getTime() + DAY_MS, Date.now() + DAY_MS));
  return end < now ? end : now;
}

function later(one: string, other: string | null): string {
  return other !== null && other > one ? other : one;
}

async function oldestId(tx: Tx): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select document_id as id from document_search order by document_id limit 1`,
  );
  return rows[0]?.id ?? idCeiling();
}

function isCanceled(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return (failure as Error & { code?: unknown }).code === CANCELED || isCanceled(failure.cause);
}

export function writePlace({ documentId, itemId }: Place): string {
  return `${documentId}.${itemId}`;
}

/** @throws SEARCH_CURSOR_INVALID */
export function readPlace(text: string): Place {
  const [documentId = '', itemId = '', ...more] = text.split('.');
  if (!isId(documentId) || !isId(itemId) || more.length > 0) throw error('SEARCH_CURSOR_INVALID');
  return { documentId: documentId.toLowerCase(), itemId: itemId.toLowerCase() };
}
