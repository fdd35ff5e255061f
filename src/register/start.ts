import { and, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { type Acting, authorise, linesOf } from '../registry/index.ts';
import { holdArrivals } from './arrivals.ts';
import { registerError } from './errors.ts';
import { holdBook, inSeries, type Series } from './numbers.ts';
import { outgoingBook, registerBook } from './tables.ts';

export interface NewStart extends Acting {
  /** The next number to be given. */
  readonly number: number;
}

/**
 * An agency that has begun its year on paper goes on here with the number after its last one. Only upwards: a number
 * that was given is never given again. @throws FORBIDDEN, WHY_MISSING, NUMBER_NOT_ABOVE
 */
export async function startArrivals(tx: Tx, agencyId: string, year: number, start: NewStart): Promise<void> {
  authorise(start, 'register.start', await objectOf(tx, agencyId));
  const last = await holdArrivals(tx, agencyId, year);
  requireAbove(start, last);
  await tx
    .update(registerBook)
    .set({ lastNumber: start.number - 1 })
    .where(and(eq(registerBook.agencyId, agencyId), eq(registerBook.year, year)));
  await recordStart(tx, agencyId, start, { book: 'incoming', year, last });
}

/** The same for a series of outgoing numbers (Điều 15). @throws FORBIDDEN, WHY_MISSING, NUMBER_NOT_ABOVE */
export async function startOutgoing(tx: Tx, series: Series, start: NewStart): Promise<void> {
  authorise(start, 'register.start', await objectOf(tx, series.agencyId));
  const last = await holdBook(tx, series);
  requireAbove(start, last);
  await tx
    .update(outgoingBook)
    .set({ lastNumber: start.number - 1 })
    .where(inSeries(outgoingBook, series));
  const about = { book: `outgoing/${series.series}`, year: series.year, last };
  await recordStart(tx, series.agencyId, start, about);
}

/** The books of an agency are its clerks', and its administrators', who may sit above it. */
async function objectOf(tx: Tx, agencyId: string) {
  return { recipientIds: [agencyId], lines: await linesOf(tx, [agencyId]) };
}

function requireAbove({ number }: NewStart, last: number): void {
  if (number <= last) throw registerError('NUMBER_NOT_ABOVE', { last });
}

async function recordStart(
  tx: Tx,
  agencyId: string,
  { number, why, principal: { actor } }: NewStart,
  about: { readonly book: string; readonly year: number; readonly last: number },
): Promise<void> {
  await record(tx, [{ type: 'register.started', actor, agencyId, data: { ...about, number, why: why.trim() } }]);
}
