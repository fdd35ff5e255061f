import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { worksAtWeb } from '../registry/index.ts';
import { nextArrivalNumber } from './arrivals.ts';
import { type Progress, registerEntry } from './tables.ts';

/** What the book says of a document (NĐ 30/2020, Phụ lục IV, mục VI). Days are `2026-11-25`. */
export interface IncomingFacts {
  /** The agency that issued it. */
  readonly author: string;
  /** Số, ký hiệu. */
  readonly code: string;
  readonly issuedOn: string | null;
  /** Tên loại. */
  readonly kind: string;
  /** Trích yếu nội dung. */
  readonly summary: string;
  readonly dueOn: string | null;
}

export interface Incoming extends IncomingFacts {
  readonly documentId: string;
  readonly deliveryId: string;
}

export interface PaperIncoming extends IncomingFacts {
  /** Its year is the year of the book. */
  readonly arrivedOn: string;
  readonly remark: string;
}

/** What a status tells of a document's processing. */
export interface Progressed {
  readonly progress: Progress;
  readonly handedTo?: string | undefined;
  readonly helpers?: string | undefined;
  readonly directive?: string | undefined;
  readonly dueOn?: string | undefined;
}

/**
 * Gives an accepted document its số đến: the next of the agency's book of the year (Điều 22), in the caller's
 * transaction. The caller holds the document's deliveries; a document that has a number keeps it. An agency that does
 * not work at the web pages keeps its book in its own system.
 */
export async function registerIncoming(tx: Tx, agencyId: string, incoming: Incoming): Promise<void> {
  if (!(await worksAtWeb(tx, agencyId))) return;
  const [known] = await tx
    .select({ number: registerEntry.number })
    .from(registerEntry)
    .where(lineOf(agencyId, incoming.documentId));
  if (known) return;
  const book = await nextArrivalNumber(tx, agencyId);
  await tx.insert(registerEntry).values({ ...incoming, agencyId, ...book, progress: '03' });
}

/** A paper document gets the next number of the same series (Điều 22 khoản 2), and a line that a person has written. */
export async function enterIncoming(
  tx: Tx,
  agencyId: string,
  paper: PaperIncoming,
  actor: string,
): Promise<{ readonly id: string; readonly number: number }> {
  const book = await nextArrivalNumber(tx, agencyId, Number(paper.arrivedOn.slice(0, 4)));
  const [line] = await tx
    .insert(registerEntry)
    .values({ ...paper, agencyId, ...book, progress: '03' })
    .returning({ id: registerEntry.id, number: registerEntry.number });
  await record(tx, [{ type: 'register.entered', actor, agencyId, data: { book: 'incoming', number: line!.number } }]);
  return line!;
}

/** How far its processing is, and to whom the agency has passed it on; the last word counts. */
export async function noteProgress(
  tx: Tx,
  agencyId: string,
  documentId: string,
  { progress, handedTo, ...rest }: Progressed,
): Promise<void> {
  await tx
    .update(registerEntry)
    .set({
      progress,
      version: sql`${registerEntry.version} + 1`,
      ...(handedTo !== undefined && { handedTo, handedOn: today }),
      ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    })
    .where(lineOf(agencyId, documentId));
}

/** The documents are answered: the reply's số, ký hiệu stands in the follow-up (mục VIII, column 6). */
export async function noteReply(
  tx: Tx,
  agencyIds: readonly string[],
  documentIds: readonly string[],
  replyCode: string,
): Promise<void> {
  if (replyCode === '') return;
  await tx
    .update(registerEntry)
    .set({ replyCode, version: sql`${registerEntry.version} + 1` })
    .where(
      and(
        inArray(registerEntry.agencyId, [...agencyIds]),
        inArray(registerEntry.documentId, [...documentIds]),
        or(isNull(registerEntry.replyCode), eq(registerEntry.replyCode, '')),
      ),
    );
}

/** The line and its number stay; the note says that the document is gone. A recall outweighs a return. */
export async function noteGone(tx: Tx, leadIds: readonly string[], note: 'recalled' | 'returned'): Promise<void> {
  if (leadIds.length === 0) return;
  await tx
    .update(registerEntry)
    .set({ note: note === 'recalled' ? note : sql`coalesce(${registerEntry.note}, ${note})` })
    .where(inArray(registerEntry.deliveryId, [...leadIds]));
}

const today = sql`(now() at time zone 'Asia/Ho_Chi_Minh')::date`;

function lineOf(agencyId: string, documentId: string) {
  return and(eq(registerEntry.agencyId, agencyId), eq(registerEntry.documentId, documentId));
}
