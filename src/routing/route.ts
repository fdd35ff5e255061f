import { deliveriesOfDocuments, neverHad, type PlannedDelivery } from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import { type DocumentRow, findDocuments, findSubmission, listReferences, lockDocuments } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { routingError } from './errors.ts';
import { behindChanges } from './late.ts';
import { groupByRecipient, keyOf, leadsAtDoor, matchRecipients } from './match.ts';
import { planRecall, takeFromRemoved, type WithEarlier } from './recall.ts';
import { isServable, type Recipient } from './recipients.ts';
import { changes, type Reference } from './references.ts';

/**
 * Plans one delivery per recipient behind the deliveries that it must not overtake. A recall (QĐ 28/2018 Art 8(2))
 * first takes back what has not left the hub: such a recipient is sent nothing, not even the recall. So does an update
 * with what it takes from recipients that it removes.
 */
export async function planRoute(
  tx: Tx,
  document: DocumentRow,
  recipients: readonly Recipient[],
  references: readonly Reference[],
  actor: string,
): Promise<PlannedDelivery[]> {
  const ordering = references.filter((one) => one.relation !== 'answers');
  // A repeated sending of these may be adding recipients right now.
  await lockDocuments(
    tx,
    ordering.map((one) => one.document.id),
  );
  const all = await deliveriesOfDocuments(
    tx,
    ordering.map((one) => one.document.id),
  );
  await takeFromRemoved(tx, document, all, actor);
  const live = all.filter((one) => !neverHad(one));
  const earlierTo = await matchRecipients(tx, recipients, live);
  const atDoor = leadsAtDoor(live);
  const plans = recipients.map((recipient) => ({
    ...recipient,
    before: earlierTo(recipient),
    atDoor: atDoor(recipient),
  }));
  if (document.docType === 1) return planRecall(tx, document, plans, all, actor);
  if (document.docType !== 0) await noteFirstDeliveries(tx, document, plans);
  return plans.map(({ before, atDoor, ...recipient }) => ({
    ...recipient,
    predecessors: [...before.map((one) => one.id), ...atDoor],
  }));
}

/** @throws DOCUMENT_FROZEN for an update of what was recalled from everybody (NĐ 30/2020 PL VI III.8 a) */
export function requireUnfrozen(references: readonly Reference[]): void {
  const frozen = references.find((one) => one.relation === 'updates' && one.document.frozenAt !== null);
  if (frozen) throw routingError('DOCUMENT_FROZEN', { documentUid: frozen.document.documentUid });
}

/** An update or replacement says so where there is nothing that it changes. */
async function noteFirstDeliveries(tx: Tx, document: DocumentRow, plans: readonly WithEarlier[]): Promise<void> {
  const first = plans.filter((plan) => plan.before.length === 0 && isServable(plan));
  await record(
    tx,
    first.map((plan) => ({
      type: 'document.first-delivery' as const,
      actor: 'hub',
      documentId: document.id,
      agencyId: plan.agencyId,
    })),
  );
}

/**
 * Plans a repeated sending: only recipients that can be served now and were not before, behind what the first sending
 * was behind. A document that was recalled, updated or replaced for a recipient meanwhile does not go there after all.
 * @throws DOCUMENT_CONTENT_GONE
 */
export async function planAgain(
  tx: Tx,
  document: DocumentRow,
  recipients: readonly Recipient[],
  references: readonly Reference[],
  actor: string,
): Promise<PlannedDelivery[]> {
  const links = (await listReferences(tx, document.id)).filter((one) => one.refersToId === document.id);
  const recalls = links.filter((one) => one.relation === 'recalls');
  const earlier = await deliveriesOfDocuments(tx, [document.id, ...recalls.map((one) => one.documentId)]);
  const passedOver = groupByRecipient(earlier.filter((one) => one.state !== 'failed'));
  const unserved = recipients.filter((one) => isServable(one) && !passedOver.has(keyOf(one)));
  if (unserved.length === 0) return [];
  await requireContent(tx, document);
  const changed = links.filter((one) => one.relation === 'updates' || one.relation === 'replaces');
  const later = await findDocuments(
    tx,
    changed.map((one) => one.documentId),
  );
  const left = await behindChanges(
    tx,
    document,
    unserved,
    [...later.values()].flatMap((row) => changes(row, document)),
  );
  return planRoute(tx, document, left, references, actor);
}

/** Nobody new can be given what retention has removed; the receipts and places of the first bytes are not those of others. */
async function requireContent(tx: Tx, { submissionId, documentUid }: DocumentRow): Promise<void> {
  const submission = await findSubmission(tx, submissionId);
  if (!submission?.hasBytes) throw routingError('DOCUMENT_CONTENT_GONE', { documentUid });
}
