import { and, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { worksAtWeb } from '../registry/index.ts';
import { keepOutgoingNumber, noteOutgoingNumber, takeOutgoingNumber } from './numbers.ts';
import { seriesOf } from './series.ts';
import { outgoingEntry } from './tables.ts';

/** What the book says of a document (NĐ 30/2020, Phụ lục IV, mục I). Days are `2026-11-25`. */
export interface OutgoingFacts {
  readonly issuedOn: string;
  /** Tên loại. */
  readonly kind: string;
  /** Trích yếu nội dung. */
  readonly summary: string;
  readonly signer: string;
  readonly recipients: string;
  readonly copies: number | null;
  readonly forwardedOn: string | null;
}

export interface Outgoing extends OutgoingFacts {
  readonly documentId: string;
  /** `105`, as it was written; empty when it bears none. */
  readonly number: string;
  readonly notation: string;
}

export interface PaperOutgoing extends OutgoingFacts {
  /** Without it the next of its series. */
  readonly number?: number | undefined;
  readonly notation: string;
  readonly keptBy: string;
  readonly envelopes: number | null;
  readonly remark: string;
}

/** PostgreSQL's integer; a longer number is nobody's. */
const MOST = 2_147_483_647;

/**
 * The line of a document that the agency has sent, through whatever door, in the transaction that stores it. Its number
 * is taken from its series, so that nothing else is given it (Điều 15: unique in a year, on paper and electronically).
 */
export async function registerOutgoing(tx: Tx, agencyId: string, sent: Outgoing): Promise<void> {
  if (!(await worksAtWeb(tx, agencyId))) return;
  const { documentId, number: written, notation, ...facts } = sent;
  const figure = /^\d+$/.test(written) ? Number(written) : 0;
  const number = figure <= MOST ? figure : 0;
  const code = [written, notation].filter(Boolean).join('/');
  await tx.insert(outgoingEntry).values({ ...facts, id: documentId, agencyId, paper: false, number, code });
  if (number === 0) return;
  const series = { agencyId, year: yearOf(facts.issuedOn), series: seriesOf(notation, facts.kind) };
  await noteOutgoingNumber(tx, series, number, documentId, 'hub');
}

/** A document that left on paper alone, with the next number of its series or the one that it bears. @throws NUMBER_TAKEN */
export async function enterOutgoing(
  tx: Tx,
  agencyId: string,
  { number: asked, notation, ...facts }: PaperOutgoing,
  actor: string,
): Promise<{ readonly id: string; readonly code: string }> {
  const id = newId();
  const series = { agencyId, year: yearOf(facts.issuedOn), series: seriesOf(notation, facts.kind) };
  const number = await takeOutgoingNumber(tx, { ...series, holderId: id, asked, actor });
  await keepOutgoingNumber(tx, id, id);
  // NĐ 30/2020, Phụ lục I: a number below 10 has a zero in front.
  const code = [String(number).padStart(2, '0'), notation].filter(Boolean).join('/');
  await tx.insert(outgoingEntry).values({ ...facts, id, agencyId, paper: true, number, code });
  await record(tx, [{ type: 'register.entered', actor, agencyId, data: { book: 'outgoing', number: code } }]);
  return { id, code };
}

/** Taken back from everybody: the line stays and says so. */
export async function noteRecalled(tx: Tx, documentId: string): Promise<void> {
  await tx
    .update(outgoingEntry)
    .set({ note: 'recalled' })
    .where(and(eq(outgoingEntry.id, documentId), eq(outgoingEntry.paper, false)));
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
