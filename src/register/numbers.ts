import { and, eq, isNull, min, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { registerError } from './errors.ts';
import { outgoingBook, outgoingNumber } from './tables.ts';

/** One series of numbers: they begin with 1 each year (NĐ 30/2020 Điều 15 khoản 1). */
export interface Series {
  readonly agencyId: string;
  readonly year: number;
  /** The kind of document, or whatever else the head of the agency lets have its own numbers (khoản 1 điểm c). */
  readonly series: string;
}

export interface NumberAsked extends Series {
  /** What is being written: it keeps its number until it is sent or gives it back. */
  readonly holderId: string;
  /** A number that somebody chose; without it the next free one. */
  readonly asked?: number | undefined;
  /** Who takes it, as the log names him. */
  readonly actor: string;
}

/**
 * Gives the next free number of a series, in the caller's transaction: the book's row stays locked until that ends, so
 * two who send at once get two numbers, and a rollback loses none. What was given back goes first, so none is left out.
 * A holder that has a number of this series keeps it, unless it asks for another. The law has the number given before
 * the organisation signs (Điều 14), so what is being written may hold one for a while.
 * @throws NUMBER_TAKEN
 */
export async function takeOutgoingNumber(tx: Tx, wanted: NumberAsked): Promise<number> {
  const { agencyId, year, series, holderId, asked, actor } = wanted;
  const [held] = await tx.select().from(outgoingNumber).where(eq(outgoingNumber.holderId, holderId));
  const same = held?.agencyId === agencyId && held.year === year && held.series === series;
  if (held && same && (asked ?? held.number) === held.number) return held.number;
  if (held) await giveBackOutgoingNumber(tx, holderId);
  const last = await holdBook(tx, { agencyId, year, series });
  const number = asked ?? (await lowestFree(tx, wanted)) ?? (await nextAbove(tx, wanted, last));
  const [taken] = await tx
    .insert(outgoingNumber)
    .values({ agencyId, year, series, number, holderId, takenBy: actor })
    .onConflictDoUpdate({
      target: [outgoingNumber.agencyId, outgoingNumber.year, outgoingNumber.series, outgoingNumber.number],
      set: { holderId, takenBy: actor, takenAt: sql`now()` },
      setWhere: and(isNull(outgoingNumber.holderId), isNull(outgoingNumber.documentId)),
    })
    .returning({ number: outgoingNumber.number });
  if (!taken) throw registerError('NUMBER_TAKEN', { number, year });
  await tx
    .update(outgoingBook)
    .set({ lastNumber: sql`greatest(${outgoingBook.lastNumber}, ${number})` })
    .where(inSeries(outgoingBook, wanted));
  return number;
}

/** The number that would be given now; somebody else may be first. */
export async function nextOutgoingNumber(reader: Reader, series: Series): Promise<number> {
  const [book] = await reader
    .select({ last: outgoingBook.lastNumber })
    .from(outgoingBook)
    .where(inSeries(outgoingBook, series));
  return (await lowestFree(reader, series)) ?? (await nextAbove(reader, series, book?.last ?? 0));
}

/** What is not sent after all gives its number back: the next to be taken, or no number at all when it was the last. */
export async function giveBackOutgoingNumber(tx: Tx, holderId: string): Promise<void> {
  const [held] = await tx.select().from(outgoingNumber).where(eq(outgoingNumber.holderId, holderId));
  if (!held) return;
  const [book] = await tx.select().from(outgoingBook).where(inSeries(outgoingBook, held)).for('update');
  const row = and(inSeries(outgoingNumber, held), eq(outgoingNumber.number, held.number));
  if (book!.lastNumber > held.number) {
    await tx.update(outgoingNumber).set({ holderId: null }).where(row);
    return;
  }
  await tx.delete(outgoingNumber).where(row);
  const before = sql`(select coalesce(max(${outgoingNumber.number}), 0) from ${outgoingNumber}
    where ${inSeries(outgoingNumber, held)})`;
  await tx.update(outgoingBook).set({ lastNumber: before }).where(inSeries(outgoingBook, held));
}

/** The document is sent: its number is its own for good. */
export async function keepOutgoingNumber(tx: Tx, holderId: string, documentId: string): Promise<void> {
  await tx.update(outgoingNumber).set({ holderId: null, documentId }).where(eq(outgoingNumber.holderId, holderId));
}

/** The number that something being written holds; null when it has none. */
export async function heldOutgoingNumber(
  reader: Reader,
  holderId: string,
): Promise<(Series & { readonly number: number }) | null> {
  const [held] = await reader.select().from(outgoingNumber).where(eq(outgoingNumber.holderId, holderId));
  return held ?? null;
}

/** Locks a series until the transaction ends. Gives its last number; 0 for a new one. */
export async function holdBook(tx: Tx, { agencyId, year, series }: Series): Promise<number> {
  const [book] = await tx
    .insert(outgoingBook)
    .values({ agencyId, year, series, lastNumber: 0 })
    .onConflictDoUpdate({
      target: [outgoingBook.agencyId, outgoingBook.year, outgoingBook.series],
      set: { lastNumber: outgoingBook.lastNumber },
    })
    .returning();
  return book!.lastNumber;
}

/** A document that was not numbered here bears this one: it is given to nobody else, and the series goes on as it was. */
export async function noteOutgoingNumber(
  tx: Tx,
  series: Series,
  number: number,
  documentId: string,
  actor: string,
): Promise<void> {
  await holdBook(tx, series);
  await tx
    .insert(outgoingNumber)
    .values({ ...series, number, documentId, takenBy: actor })
    .onConflictDoNothing();
}

/** The first number above that one which no document bears. */
async function nextAbove(reader: Reader, { agencyId, year, series }: Series, last: number): Promise<number> {
  const inSame = sql`agency_id = ${agencyId} and year = ${year} and series = ${series}`;
  const { rows } = await reader.execute<{ next: number }>(sql`
    select min(candidate)::int as next from (
      select ${last}::int + 1 as candidate
      union all select number + 1 from outgoing_number where ${inSame} and number > ${last}) one
    where not exists (select from outgoing_number where ${inSame} and number = candidate)`);
  return rows[0]!.next;
}

async function lowestFree(reader: Reader, series: Series): Promise<number | null> {
  const [free] = await reader
    .select({ number: min(outgoingNumber.number) })
    .from(outgoingNumber)
    .where(and(inSeries(outgoingNumber, series), isNull(outgoingNumber.holderId), isNull(outgoingNumber.documentId)));
  return free?.number ?? null;
}

/** The rows of one series. */
export function inSeries(table: typeof outgoingBook | typeof outgoingNumber, { agencyId, year, series }: Series) {
  return and(eq(table.agencyId, agencyId), eq(table.year, year), eq(table.series, series));
}
