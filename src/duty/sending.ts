import { noteFacts } from '../board/index.ts';
import { type NewAlert, raiseAlerts } from '../notify/index.ts';
import { dayInWords, dueInWords } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { dayOf, readCalendar, startOfDay } from '../registry/index.ts';
import type { FileReport } from '../trust/index.ts';
import { recordEnds } from './close.ts';
import { sendingDue, signedOn } from './rules.ts';

export interface SentDocument {
  readonly id: string;
  readonly senderId: string;
  /** Number and notation, or the sender's own id where it has none. */
  readonly code: string;
  /** The date that the document bears, `yyyy-mm-dd`. */
  readonly promulgatedOn: string | null;
  readonly files: readonly FileReport[];
  /** When the hub received it; a verdict may have waited since. */
  readonly receivedAt: Date;
}

/**
 * Whether a document was sent in time after it was signed: known when it is accepted, so nothing stays open. The sender's
 * people are told of the first late one of a day: who sends a year's papers at once is not told of each.
 */
export async function measureSending(tx: Tx, it: SentDocument): Promise<void> {
  const day = signedOn(it.promulgatedOn, it.files, it.receivedAt);
  if (day === null) return;
  const dueAt = sendingDue(await readCalendar(tx), day);
  const outcome = it.receivedAt <= dueAt ? 'kept' : 'late';
  const waited = (it.receivedAt.getTime() - startOfDay(day).getTime()) / 1_000;
  const end = { agencyId: it.senderId, kind: 'sending', outcome } as const;
  const fact = { documentId: it.id, deliveryId: null, agencyId: it.senderId, figure: 'sending', outcome };
  await noteFacts(tx, [{ ...fact, day: dayOf(dueAt), seconds: Math.max(0, Math.round(waited)) }]);
  await recordEnds(tx, [{ ...end, deliveryId: null, documentId: it.id, dueAt }]);
  if (outcome === 'late') await raiseAlerts(tx, [sentLate(it, day, dueAt)]);
}

function sentLate({ id, senderId, code, receivedAt }: SentDocument, signed: string, dueAt: Date): NewAlert {
  const facts = {
    code,
    signed: dayInWords(startOfDay(signed)),
    due: dueInWords(dueAt),
    received: dueInWords(receivedAt),
  };
  return {
    key: `sent-late:${senderId}:${dayOf(receivedAt)}`,
    kind: 'sent-late',
    agencyId: senderId,
    documentId: id,
    facts,
  };
}
