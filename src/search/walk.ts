import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { idCeiling, isId, lowestIdAt, timeOf } from '../platform/ids.ts';
import { error } from './errors.ts';

/** How long the database may work on one search. */
const BUDGET_MS = 5_000;
const DAY_MS = 86_400_000;
/** The first stretch of time that is looked at, and how much longer each further one is. */
const FIRST_DAYS = 31;
const GROWTH = 4;
/** Everything at once. */
const ALL_DAYS = 100 * 366;
/** Whose items one statement looks through. */
const MOST_DOCUMENTS = 2_000;
/** PostgreSQL: query_canceled. */
const CANCELED = '57014';

/** Time of the database that several statements share. */
export interface Budget {
  readonly seconds: number;
  /** By the monotonic clock. */
  readonly endAt: number;
}

export function openBudget(ms = BUDGET_MS): Budget {
  return { seconds: Math.ceil(ms / 1_000), endAt: performance.now() + ms };
}

/** A place in a list that is ordered by document and, within a document, by an item of it; both newest first. */
export interface Place {
  readonly documentId: string;
  readonly itemId: string;
}

/** Documents of these ids, both included: what one statement looks at, so that it opens the partitions of that time only. */
export interface Stretch {
  readonly floor: string;
  readonly ceiling: string;
}

/** How a list is read: the documents that fit, newest first, then what is told of them. */
export interface ListReader<T> {
  documents(tx: Tx, stretch: Stretch, limit: number): Promise<string[]>;
  /** Items of these documents that come after the place in the list. */
  items(tx: Tx, documentIds: readonly string[], after: Place, limit: number): Promise<T[]>;
}

export interface Span {
  readonly from: Date | null;
  readonly until: Date | null;
  readonly after: Place | null;
  /** Few documents can fit: the index finds them in all the time at once. */
  readonly few: boolean;
}

const LOWEST = '00000000-0000-0000-0000-000000000000';

/**
 * Fills a page from the newest documents to the oldest, stretch by stretch: what is frequent is found in the first one,
 * what is rare by the index of all. Items are read for some documents at a time, more of them when few have any that fit.
 * @throws SEARCH_TOO_WIDE
 */
export async function walkBack<T>(
  db: Db,
  span: Span,
  limit: number,
  budget: Budget,
  reader: ListReader<T>,
): Promise<T[]> {
  return withinBudget(db, budget, async (tx, renew) => {
    const oldest = later(await oldestId(tx), span.from && roomBefore(span.from));
    const items: T[] = [];
    let after = span.after ?? { documentId: ceilingOf(span.until), itemId: LOWEST };
    let days = span.few ? ALL_DAYS : FIRST_DAYS;
    let most = limit + 1;
    let isLast = after.documentId < oldest;
    while (!isLast && items.length < limit) {
      const ceiling = after.documentId;
      const floor = later(oldest, lowestIdAt(timeOf(ceiling) - days * DAY_MS));
      await renew();
      const ids = await reader.documents(tx, { floor, ceiling }, most);
      if (ids.length > 0) {
        await renew();
        items.push(...(await reader.items(tx, ids, after, limit - items.length)));
      }
      const isEnd = ids.length < most;
      isLast = isEnd && floor === oldest;
      after = { documentId: isEnd ? floor : ids.at(-1)!, itemId: LOWEST };
      if (isEnd) days *= GROWTH;
      else most = Math.min(MOST_DOCUMENTS, most * GROWTH);
    }
    return items;
  });
}

/**
 * Runs statements in one read-only transaction; `renew` leaves the next one what is left of the time for all.
 * @throws SEARCH_TOO_WIDE when it is used up
 */
export async function withinBudget<T>(
  db: Db,
  { seconds, endAt }: Budget,
  run: (tx: Tx, renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const tooWide = (cause?: unknown) => error('SEARCH_TOO_WIDE', { seconds }, cause);
  const work = async (tx: Tx) => {
    const renew = async () => {
      const left = Math.ceil(endAt - performance.now());
      if (left <= 0) throw tooWide();
      await tx.execute(sql`select set_config('statement_timeout', ${String(left)}, true)`);
    };
    // Starting helpers takes longer than most pages, and readers would hold the processors that deliveries need.
    await tx.execute(sql`set local max_parallel_workers_per_gather = 0`);
    await renew();
    return run(tx, renew);
  };
  return db.transaction(work, { accessMode: 'read only' }).catch((cause) => {
    throw isCanceled(cause) ? tooWide(cause) : cause;
  });
}

/** A day's room for clocks that differ: the id has its maker's time, what was accepted when PostgreSQL's. */
const roomBefore = (at: Date) => lowestIdAt(at.getTime() - DAY_MS);

function ceilingOf(until: Date | null): string {
  const soon = Date.now();
  return lowestIdAt(Math.min(soon, until?.getTime() ?? soon) + DAY_MS);
}

function later(one: string, other: string | null): string {
  return [one, other ?? one].sort()[1]!;
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
