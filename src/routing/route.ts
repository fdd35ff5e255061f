import {
  cancelDeliveries,
  type Delivery,
  deliveriesOfDocuments,
  type PlannedDelivery,
  setRecallState,
} from '../delivery/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import { type DocumentRow, findDocuments, listReferences, lockDocuments } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { behindChanges } from './late.ts';
import { groupByRecipient, isNamed, keyOf } from './match.ts';
import { isServable, type Recipient } from './recipients.ts';
import { changes, type Reference } from './references.ts';

/**
 * Plans one delivery per recipient behind the deliveries that it must not overtake. A recall (QĐ 28/2018 Art 8(2))
 * first takes back what has not left the hub: such a recipient is sent nothing, not even the recall.
 */
export async function planRoute(
  tx: Tx,
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
  const referenceOf = new Map(ordering.map((one) => [one.document.id, one]));
  const all = await deliveriesOfDocuments(tx, [...referenceOf.keys()]);
  const earlier = groupByRecipient(all.filter((one) => one.state !== 'failed' && one.state !== 'cancelled'));
  const plans = recipients.map((recipient) => ({
    recipient,
    before: (earlier.get(keyOf(recipient)) ?? []).filter((one) => isNamed(referenceOf.get(one.documentId)!, recipient)),
  }));
  const recalled = plans
    .flatMap((plan) => plan.before)
    .filter((one) => referenceOf.get(one.documentId)!.relation === 'recalls');
  const withdrawn = await takeBack(tx, recalled, actor);
  const neverHad = groupByRecipient(
    all.filter((one) => one.state === 'cancelled' && referenceOf.get(one.documentId)!.relation === 'recalls'),
  );
  return plans
    .filter(({ recipient, before }) => before.length > 0 || !neverHad.has(keyOf(recipient)))
    .map(({ recipient, before }) => ({ recipient, before, left: before.filter((one) => !withdrawn.has(one.id)) }))
    .filter(({ before, left }) => before.length === 0 || left.length > 0)
    .map(({ recipient, left }) => ({ ...recipient, predecessors: left.map((one) => one.id) }));
}

/**
 * Plans a repeated sending: only recipients that can be served now and were not before, behind what the first sending
 * was behind. A document that was recalled, updated or replaced for a recipient meanwhile does not go there after all.
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
  return planRoute(tx, left, references, actor);
}

/** Withdraws what can still be withdrawn and marks the rest as asked back. Gives the ids of what was withdrawn. */
async function takeBack(tx: Tx, recalled: readonly Delivery[], actor: string): Promise<ReadonlySet<string>> {
  if (recalled.length === 0) return new Set();
  const ids = recalled.map((one) => one.id);
  const { cancelled, released } = await cancelDeliveries(tx, ids, 'RECALLED_BY_SENDER', actor);
  await setRecallState(
    tx,
    cancelled.map((one) => one.id),
    'withdrawn',
  );
  await setRecallState(
    tx,
    released.map((one) => one.id),
    'asked',
  );
  await record(tx, [
    ...cancelled.map((one) => eventOf(one, 'recall.withdrawn', actor)),
    ...released.map((one) => eventOf(one, 'recall.asked', actor)),
  ]);
  return new Set(cancelled.map((one) => one.id));
}

function eventOf(delivery: Delivery, type: 'recall.withdrawn' | 'recall.asked', actor: string): NewEvent {
  return {
    type,
    actor,
    documentId: delivery.documentId,
    deliveryId: delivery.id,
    agencyId: delivery.agencyId,
    data: { code: 'BussinessDocType 1' },
  };
}
