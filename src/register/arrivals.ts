import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { registerBook } from './tables.ts';

const thisYear = sql<number>`extract(year from now() at time zone 'Asia/Ho_Chi_Minh')`;

/**
 * The next số đến of the agency's book, of this year unless told otherwise. The book's row stays locked until the
 * transaction ends, so no number is doubled and none is lost by a rollback.
 */
export async function nextArrivalNumber(
  tx: Tx,
  agencyId: string,
  year?: number,
): Promise<{ readonly year: number; readonly number: number }> {
  const [book] = await tx
    .insert(registerBook)
    .values({ agencyId, year: year ?? thisYear, lastNumber: 1 })
    .onConflictDoUpdate({
      target: [registerBook.agencyId, registerBook.year],
      set: { lastNumber: sql`${registerBook.lastNumber} + 1` },
    })
    .returning();
  return { year: book!.year, number: book!.lastNumber };
}

/** The last số đến of a year; 0 when none was given yet. */
export async function lastArrivalNumber(reader: Reader, agencyId: string, year: number): Promise<number> {
  const [book] = await reader
    .select({ last: registerBook.lastNumber })
    .from(registerBook)
    .where(and(eq(registerBook.agencyId, agencyId), eq(registerBook.year, year)));
  return book?.last ?? 0;
}

/** Locks the book of a year until the transaction ends. Gives its last number; 0 for a new one. */
export async function holdArrivals(tx: Tx, agencyId: string, year: number): Promise<number> {
  const [book] = await tx
    .insert(registerBook)
    .values({ agencyId, year, lastNumber: 0 })
    .onConflictDoUpdate({
      target: [registerBook.agencyId, registerBook.year],
      set: { lastNumber: registerBook.lastNumber },
    })
    .returning();
  return book!.lastNumber;
}
