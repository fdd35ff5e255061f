import { type Delivery, deliveriesTo, lockDeliveries, neverHad, stillWaits } from '../delivery/index.ts';
import type { StatusHeader } from '../edxml/index.ts';
import { calendarDay, type DocumentRow, documentsByCode, documentsByUid } from '../intake/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { type Agency, findAgencies, resolveAgencies, withPredecessors } from '../registry/index.ts';
import { statusError } from './errors.ts';
import { isBusinessCode, mayFollow } from './rules.ts';

/** What a status message speaks of, once the hub has found it. */
export interface About {
  readonly document: DocumentRow;
  /** The deliveries of that document that the status moves, locked: the reporter's, or for 13 those of the agency asked. */
  readonly deliveries: readonly Delivery[];
  /** What the document was before its updates, where the status names their DocumentId alone: it moves along. */
  readonly earlier?: readonly Pick<About, 'document' | 'deliveries'>[];
  /** Who says it, under its name of today: an heir for what its predecessor received. */
  readonly reporterId: string;
  /** Where the message goes: the original sender, or for 13 the recipient being asked. */
  readonly destinationCode: string;
}

/**
 * Finds the document by DocumentId, else by code and date: some emitters garble the id. Roles flip for 13, where From is
 * the original sender and ResponseFor/OrganId the recipient being asked. An heir speaks, and is asked, for what its
 * closed predecessors sent and received. A document and its updates have one DocumentId, and an heir may have several
 * copies: `reportsOn` says which delivery is meant, where the hub wrote the message and knows.
 */
export async function resolveStatus(tx: Tx, from: Agency, header: StatusHeader, reportsOn?: string): Promise<About> {
  const about = header.responseFor;
  const other = about.organId ? (await resolveAgencies(tx, [about.organId])).get(about.organId) : undefined;
  const isRequest = header.statusCode === '13';
  const senderId = isRequest ? from.id : other?.id;
  const recipient = isRequest ? other : from;
  const words = about.documentId ?? about.code ?? '–';
  if (!senderId || !recipient) {
    throw statusError('STATUS_DOCUMENT_UNKNOWN', { document: `${about.organId ?? '–'}, ${words}` });
  }
  const candidates = await findCandidates(tx, await withPredecessors(tx, senderId), header);
  if (candidates.length === 0) throw await explainMissing(tx, isRequest, from, header, words);
  const deliveries = await deliveriesTo(
    tx,
    candidates.map((one) => one.id),
    await withPredecessors(tx, recipient.id),
  );
  const sender = (await findAgencies(tx, [senderId])).get(senderId);
  const parties = { reporterId: from.id, destinationCode: isRequest ? recipient.code : sender!.code };
  const asked = await askedBack(tx, candidates, deliveries, header.statusCode, reportsOn);
  if (asked) return { ...asked, ...parties };
  const ids = deliveries.map((one) => one.id);
  const all = await lockDeliveries(tx, ids);
  const had = all.filter((one) => !neverHad(one));
  const locked = had.length > 0 ? had : all.filter((one) => isConfirmed(one, header));
  const spoken = candidates
    .map((document) => ({ document, deliveries: locked.filter((one) => one.documentId === document.id), ...parties }))
    .filter((one) => one.deliveries.length > 0);
  const named = locked.find((one) => one.id === reportsOn);
  if (named) {
    const document = candidates.find((one) => one.id === named.documentId)!;
    return { document, deliveries: locked.filter((one) => one.leadId === named.leadId), ...parties };
  }
  // Nobody reports on what still waits for him, as long as he has an earlier one.
  const [meant = spoken[0], ...earlier] = spoken.filter((one) => !one.deliveries.every(stillWaits));
  if (!meant) throw statusError('STATUS_NOT_RECIPIENT', { code: recipient.code });
  const before = earlier.filter((one) => one.document.documentUid === meant.document.documentUid);
  const moved = before.map((one) => movedAlong(one, header)).filter((one) => one.deliveries.length > 0);
  return { ...meant, earlier: moved };
}

/**
 * Whoever has a document and its updates, and reports by their one DocumentId, reports on all of them: else what the
 * document was before would never be accepted. That the update came says nothing of a document that has not arrived. A
 * return is of the newest alone, and a recall has its own answer.
 */
function movedAlong({ document, deliveries }: Pick<About, 'document' | 'deliveries'>, { statusCode }: StatusHeader) {
  const moves = isBusinessCode(statusCode) && statusCode !== '02' && document.docType !== 1;
  const isOpen = ({ state, businessCode, recallState }: Delivery) =>
    moves && state === 'arrived' && mayFollow(businessCode, statusCode) && (recallState ?? 'refused') === 'refused';
  return { document, deliveries: deliveries.filter(isOpen) };
}

/** Whoever asked back by an axis is told so too where it was withdrawn before the recipient had it. */
function isConfirmed({ recallState }: Delivery, { statusCode }: StatusHeader): boolean {
  return statusCode === '15' && recallState === 'withdrawn';
}

/**
 * A request to take back means everything under the id, the document and its updates; an answer to it (15, 16, or 02)
 * all that was asked back, but for a return of a delivery that was not. Null when the status speaks of one document alone.
 */
async function askedBack(
  tx: Tx,
  candidates: readonly DocumentRow[],
  deliveries: readonly Delivery[],
  code: StatusHeader['statusCode'],
  reportsOn: string | undefined,
): Promise<Pick<About, 'document' | 'deliveries'> | null> {
  if (code !== '13' && code !== '15' && code !== '16' && code !== '02') return null;
  const meant = new Set(candidates.filter((one) => one.docType !== 1).map((one) => one.id));
  const locked = await lockDeliveries(
    tx,
    deliveries.filter((one) => meant.has(one.documentId)).map((one) => one.id),
  );
  const isNamed = code === '02' && locked.some((one) => one.id === reportsOn && one.recallState !== 'asked');
  if (isNamed) return null;
  const theirs = code === '13' ? locked : locked.filter((one) => one.recallState === 'asked');
  const document = candidates.find((one) => theirs.some((delivery) => delivery.documentId === one.id));
  return document ? { document, deliveries: theirs } : null;
}

/** Newest first; a recall package comes last, since a status under its shared DocumentId means the document. */
async function findCandidates(
  reader: Reader,
  senderIds: readonly string[],
  header: StatusHeader,
): Promise<DocumentRow[]> {
  const { documentId, code, promulgationDate } = header.responseFor;
  const byUid = documentId ? await documentsByUid(reader, senderIds, [documentId]) : [];
  const found =
    byUid.length > 0 || !code ? byUid : await documentsByCode(reader, senderIds, code, calendarDay(promulgationDate));
  return [...found.filter((one) => one.docType !== 1), ...found.filter((one) => one.docType === 1)];
}

async function explainMissing(reader: Reader, isRequest: boolean, from: Agency, header: StatusHeader, named: string) {
  if (!isRequest || !header.responseFor.documentId) return statusError('STATUS_DOCUMENT_UNKNOWN', { document: named });
  const recipientIsSender = header.responseFor.organId
    ? (await resolveAgencies(reader, [header.responseFor.organId])).get(header.responseFor.organId)
    : undefined;
  const theirs = recipientIsSender
    ? await documentsByUid(reader, [recipientIsSender.id], [header.responseFor.documentId])
    : [];
  return theirs.length > 0
    ? statusError('STATUS_NOT_SENDER', { code: from.code })
    : statusError('STATUS_DOCUMENT_UNKNOWN', { document: named });
}
