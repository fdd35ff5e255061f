import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { worksAtWeb } from '../registry/index.ts';
import { registerBook, registerEntry } from './tables.ts';

/** What the book says of a document (NĐ 30/2020, Phụ lục IV, mục VI). */
export interface Incoming {
  readonly documentId: string;
  readonly deliveryId: string;
  /** The agency that issued it. */
  readonly author: string;
  /** Số, ký hiệu. */
  readonly code: string;
  /** `2026-11-25`. */
  readonly issuedOn: string | null;
  /** Kind and subject. */
  readonly summary: string;
}

/**
 * Gives an accepted document its số đến: the next of the agency's book of the year (Điều 22), in the caller's
 * transaction. The book's row stays locked until that ends, so no number is doubled and none is lost by a rollback.
 * The caller holds the document's deliveries; a document that has a number keeps it. An agency that does not work at
 * the web pages keeps its book in its own system.
 */
export async function registerIncoming(tx: Tx, agencyId: string, incoming: Incoming): Promise<void> {
  if (!(await worksAtWeb(tx, agencyId))) return;
  const same = and(eq(registerEntry.agencyId, agencyId), eq(registerEntry.documentId, incoming.documentId));
  const [known] = await tx.select({ number: registerEntry.number }).from(registerEntry).where(same);
  if (known) return;
  const [book] = await tx
    .insert(registerBook)
    .values({ agencyId, year: sql`extract(year from now() at time zone 'Asia/Ho_Chi_Minh')`, lastNumber: 1 })
    .onConflictDoUpdate({
      target: [registerBook.agencyId, registerBook.year],
      set: { lastNumber: sql`${registerBook.lastNumber} + 1` },
    })
    .returning();
  await tx.insert(registerEntry).values({ ...incoming, agencyId, year: book!.year, number: book!.lastNumber });
}

/** To whom the agency has passed it on; the last word counts. */
export async function noteHandover(tx: Tx, agencyId: string, documentId: string, handedTo: string): Promise<void> {
  await tx
    .update(registerEntry)
    .set({ handedTo, handedAt: sql`now()` })
    .where(and(eq(registerEntry.agencyId, agencyId), eq(registerEntry.documentId, documentId)));
}

/** The line and its number stay; the note says that the document is gone. A recall outweighs a return. */
export async function noteGone(tx: Tx, leadIds: readonly string[], note: 'recalled' | 'returned'): Promise<void> {
  if (leadIds.length === 0) return;
  await tx
    .update(registerEntry)
    .set({ note: note === 'recalled' ? note : sql`coalesce(${registerEntry.note}, ${note})` })
    .where(inArray(registerEntry.deliveryId, [...leadIds]));
}
