import type { Delivery } from '../delivery/index.ts';
import { type DocumentRow, findDocuments, listReferences } from '../intake/index.ts';
import { vietnamDay } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';

/** How a recipient stands to the answer that a document asks for. */
export interface Reply {
  readonly state: 'answered' | 'answered-late' | 'awaited' | 'late';
  /** The first document that answers (ResponseFor), and when it was accepted. */
  readonly documentId: string | null;
  readonly at: string | null;
}

/**
 * The answers to a document, by delivery id: whoever received it and answered, and with a DueDate whoever has not yet.
 * The last day counts whole, in Vietnam's time.
 * @param now PostgreSQL's clock
 */
export async function repliesTo(
  reader: Reader,
  document: DocumentRow,
  deliveries: readonly Pick<Delivery, 'id' | 'agencyId' | 'handoverId' | 'state'>[],
  now: Date,
): Promise<Map<string, Reply>> {
  const links = await listReferences(reader, document.id);
  const answers = await findDocuments(
    reader,
    links.filter((one) => one.refersToId === document.id && one.relation === 'answers').map((one) => one.documentId),
  );
  const firstOf = new Map<string, DocumentRow>();
  for (const answer of [...answers.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!firstOf.has(answer.senderId)) firstOf.set(answer.senderId, answer);
  }
  const replies = new Map<string, Reply>();
  for (const { id, agencyId, handoverId, state } of deliveries) {
    const answer = firstOf.get(agencyId ?? '') ?? firstOf.get(handoverId ?? '');
    const reply = answer ? given(answer, document.dueOn) : awaited(document.dueOn, state, now);
    if (reply) replies.set(id, reply);
  }
  return replies;
}

function given(answer: DocumentRow, dueOn: string | null): Reply {
  const late = dueOn !== null && vietnamDay(answer.acceptedAt) > dueOn;
  const at = answer.acceptedAt.toISOString();
  return { state: late ? 'answered-late' : 'answered', documentId: answer.id, at };
}

/** Of whom an answer is due: not of those whom the document never reached. */
function awaited(dueOn: string | null, state: Delivery['state'], now: Date): Reply | null {
  if (dueOn === null || state === 'failed' || state === 'cancelled') return null;
  return { state: vietnamDay(now) > dueOn ? 'late' : 'awaited', documentId: null, at: null };
}
