import { refuseLook } from '../audit/index.ts';
import {
  type Delivery,
  deliveriesOfDocuments,
  deliveryError,
  findDeliveries,
  findDelivery,
  neverHad,
} from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import {
  type DocumentRow,
  documentsByAnyUid,
  findDocument,
  findDocuments,
  listReferences,
  type Relation,
} from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type Act, findAgencies, may, type Principal, registryError } from '../registry/index.ts';

/** A document as one principal may see it: the sender with every delivery, a recipient with its own only. */
export interface SeenDocument {
  readonly document: DocumentRow;
  readonly side: 'sender' | 'recipient';
  readonly deliveries: readonly Delivery[];
}

/** What a recipient is told of the document's own story; the other recipients' part of it is not his. */
export const SHARED_STEPS = [
  'submission.received',
  'document.accepted',
  'document.warned',
  'document.recalled',
  'dossier.joined',
  'audit.viewed',
  'audit.content-opened',
  'audit.content-read',
  'audit.evidence-taken',
] as const;

/** What never reached a recipient, or was taken back before, tells it nothing. */
const HIDDEN = new Set(['failed', 'cancelled']);

/** @throws NOT_FOUND for what does not exist and for what this principal has no part in: the answers are the same */
export async function seeDocument(hub: Hub, principal: Principal, act: Act, id: string): Promise<SeenDocument> {
  const { db } = hub.database;
  const document = isId(id) ? await findDocument(db, id) : null;
  if (!document) throw notFound(id);
  const deliveries = await deliveriesOfDocuments(db, [document.id]);
  if (await maySend(hub, principal, act, document)) return { document, side: 'sender', deliveries };
  const own = deliveries.filter((one) => !HIDDEN.has(one.state) && isOwn(principal, act, one));
  if (own.length === 0) throw notFound(id);
  return { document, side: 'recipient', deliveries: own };
}

/** Those of these documents in which a principal has a part, by id: as sender or by its office with every delivery. */
export async function seeDocuments(
  reader: Reader,
  principal: Principal,
  ids: readonly string[],
): Promise<Map<string, SeenDocument>> {
  const [documents, deliveries] = await Promise.all([findDocuments(reader, ids), deliveriesOfDocuments(reader, ids)]);
  const seen = new Map<string, SeenDocument>();
  for (const document of documents.values()) {
    const { id, senderId, acceptedAt } = document;
    const all = deliveries.filter((one) => one.documentId === id);
    const own = all.filter(
      ({ state, agencyId, handoverId }) =>
        !HIDDEN.has(state) && may(principal, 'document.read', { recipientIds: [agencyId, handoverId], acceptedAt }),
    );
    if (may(principal, 'document.read', { senderId, acceptedAt }))
      seen.set(id, { document, side: 'sender', deliveries: all });
    else if (own.length > 0) seen.set(id, { document, side: 'recipient', deliveries: own });
  }
  return seen;
}

/** Documents under this DocumentId in which a principal has a part, newest first. */
export async function seeNamed(reader: Reader, principal: Principal, documentUid: string): Promise<DocumentRow[]> {
  const named = await documentsByAnyUid(reader, documentUid);
  const seen = await seeDocuments(
    reader,
    principal,
    named.map((one) => one.id),
  );
  return named.filter((one) => seen.has(one.id)).reverse();
}

/** A document on its sender's side; its deliveries, up to 5,000, are for the caller to page through. @throws NOT_FOUND */
export async function seeSent(hub: Hub, principal: Principal, act: Act, id: string): Promise<DocumentRow> {
  const document = isId(id) ? await findDocument(hub.database.db, id) : null;
  if (!document || !(await maySend(hub, principal, act, document))) throw notFound(id);
  return document;
}

/** A document as an auditor may see it, with all its deliveries; its content for a reason. @throws NOT_FOUND */
export async function seeAsAuditor(hub: Hub, principal: Principal, id: string, reason?: string) {
  const { db } = hub.database;
  const document = isId(id) ? await findDocument(db, id) : null;
  if (document?.kind !== 'document') throw notFound(id);
  const deliveries = await deliveriesOfDocuments(db, [document.id]);
  const object = sidesOf(document, deliveries);
  const allowed = reason
    ? may(principal, 'content.inspect', { ...object, reason })
    : may(principal, 'document.read', object);
  if (allowed) return { document, deliveries };
  await refuseLook(db, principal, { what: document.documentUid, code: 'NOT_FOUND', documentId: document.id });
  throw notFound(id);
}

/** How a document stands to another one. */
export interface RelatedDocument {
  readonly document: DocumentRow;
  readonly relation: Relation;
  /** The other one came first, and this one answers, recalls, updates or replaces it. */
  readonly isEarlier: boolean;
}

/** The documents around this one that an auditor may see as well; the others do not exist for him. */
export async function relatedForAuditor(
  hub: Hub,
  principal: Principal,
  document: DocumentRow,
): Promise<RelatedDocument[]> {
  const { db } = hub.database;
  const references = await listReferences(db, document.id);
  const related = references.map(({ documentId, refersToId, relation }) => {
    const isEarlier = documentId === document.id;
    return { id: isEarlier ? refersToId : documentId, relation, isEarlier };
  });
  const ids = related.map((one) => one.id);
  const [documents, deliveries] = await Promise.all([findDocuments(db, ids), deliveriesOfDocuments(db, ids)]);
  return related.flatMap(({ id, ...link }) => {
    const other = documents.get(id);
    const own = deliveries.filter((one) => one.documentId === id);
    return other && may(principal, 'document.read', sidesOf(other, own)) ? [{ ...link, document: other }] : [];
  });
}

function sidesOf({ senderId, acceptedAt }: DocumentRow, deliveries: readonly Delivery[]) {
  return { senderId, acceptedAt, recipientIds: deliveries.flatMap((one) => [one.agencyId, one.handoverId]) };
}

/**
 * One delivery of the principal's own inbox. What was taken back is gone for whoever saw it listed, and says so; what
 * could not be served was never listed. Who may have it all the same is heard on it.
 * @throws NOT_FOUND, DELIVERY_WITHDRAWN
 */
export async function seeDelivery(hub: Hub, principal: Principal, act: Act, id: string): Promise<Delivery> {
  const delivery = isId(id) ? await findDelivery(hub.database.db, id) : null;
  if (!delivery || delivery.state === 'failed' || !isOwn(principal, act, delivery)) throw notFound(id);
  const isHeard = act === 'status.report' && !neverHad(delivery);
  if (delivery.state === 'cancelled' && !isHeard) throw deliveryError('DELIVERY_WITHDRAWN', { id });
  return delivery;
}

/** Those of these deliveries that are the principal's own. */
export async function seeDeliveries(
  hub: Hub,
  principal: Principal,
  act: Act,
  ids: readonly string[],
): Promise<Delivery[]> {
  const found = await findDeliveries(hub.database.db, ids);
  return found.filter((one) => isOwn(principal, act, one));
}

async function maySend(hub: Hub, principal: Principal, act: Act, { senderId }: DocumentRow): Promise<boolean> {
  if (may(principal, act, { senderId })) return true;
  if (principal.kind !== 'axis') return false;
  const sender = (await findAgencies(hub.database.db, [senderId])).get(senderId);
  return may(principal, act, { senderId, senderAxis: sender?.axis ?? null });
}

function isOwn(principal: Principal, act: Act, { agencyId, handoverId }: Delivery): boolean {
  return may(principal, act, { recipientIds: [agencyId, handoverId] });
}

export function notFound(what: string) {
  return registryError('NOT_FOUND', { what: what.slice(0, 60) });
}
