import { noteArrivals, noteFacts } from '../board/index.ts';
import { settleAlerts } from '../notify/index.ts';
import type { Tx } from '../platform/database.ts';
import { type Closing, closeDuties } from './close.ts';
import { owedDocuments } from './documents.ts';
import { OF_RECIPIENT } from './kinds.ts';
import type { Noticed, Owed, OwedStep } from './model.ts';
import { openDuties } from './open.ts';
import { BY_STATUS } from './rules.ts';
import { alertUrgent, urgentKeys } from './urgent.ts';

/**
 * What transport steps mean for duties and urgent alerts, in the transaction of the steps. Agencies behind another axis
 * are measured there: their document has not come to them when the axis takes it on.
 */
export async function followSteps(tx: Tx, steps: readonly OwedStep[]): Promise<void> {
  const mine = steps.filter(({ delivery }) => delivery.kind === 'document' && delivery.channel !== 'axis');
  const of = (...types: OwedStep['type'][]) =>
    mine.filter(({ type }) => types.includes(type)).map((one) => one.delivery);
  const pushed = mine
    .filter(({ type, delivery, hadLeft }) => type === 'delivery.arrived' && delivery.channel !== 'pull' && !hadLeft)
    .map((one) => one.delivery);
  await begin(tx, of('delivery.available', 'delivery.left'), 'later');
  await begin(tx, pushed, 'at-once');
  await countNotices(tx, pushed);
  await noteArrivals(
    tx,
    of('delivery.arrived').map(({ id }) => id),
  );
  const closings: Closing[] = [
    ...of('delivery.arrived').map(({ id }) => ({ deliveryId: id, kinds: ['notice'] as const, how: 'done' as const })),
    ...of('delivery.cancelled').map(({ id }) => lifted(id)),
  ];
  await closeDuties(tx, closings);
  const opened = mine.filter(
    ({ type, delivery, hadLeft }) =>
      OPENS.has(type) && delivery.urgent && (delivery.channel === 'pull' || hadLeft === true),
  );
  await settleAlerts(
    tx,
    opened.flatMap((one) => urgentKeys(one.delivery)),
  );
}

const OPENS: ReadonlySet<OwedStep['type']> = new Set(['delivery.fetched', 'delivery.arrived', 'delivery.cancelled']);

/** What a status means for the duties of these deliveries. */
export async function followStatus(tx: Tx, deliveryIds: readonly string[], code: string): Promise<void> {
  const { done, lifted: over } = BY_STATUS[code] ?? { done: [], lifted: [] };
  await closeDuties(
    tx,
    deliveryIds.flatMap((deliveryId) => [
      { deliveryId, kinds: done, how: 'done' as const },
      { deliveryId, kinds: over, how: 'lifted' as const },
    ]),
  );
}

/** A document that was asked back is not to be registered or processed any more, whatever becomes of the request. */
export async function followRecall(tx: Tx, deliveryIds: readonly string[]): Promise<void> {
  await closeDuties(tx, deliveryIds.map(lifted));
}

/** What went on to another recipient is not owed by the one it leaves (given as it was); there its clock starts anew. */
export async function followMove(tx: Tx, left: readonly Owed[]): Promise<void> {
  const waiting = left.filter((one) => one.channel === 'pull' && one.kind === 'document');
  await closeDuties(
    tx,
    waiting.map(({ id }) => lifted(id)),
  );
  await settleAlerts(tx, waiting.filter(({ urgent, id, leadId }) => urgent && id === leadId).flatMap(urgentKeys));
}

/** An answering document fulfils what its writer owed on the deliveries that it answers. */
export async function followAnswer(tx: Tx, deliveryIds: readonly string[]): Promise<void> {
  await closeDuties(
    tx,
    deliveryIds.map((deliveryId) => ({ deliveryId, kinds: ['processing'], how: 'done' })),
  );
}

async function begin(tx: Tx, started: readonly Owed[], noticed: Noticed): Promise<void> {
  if (started.length === 0) return;
  const documents = await owedDocuments(
    tx,
    started.map((one) => one.documentId),
  );
  await openDuties(tx, started, documents, noticed);
  await alertUrgent(tx, started, documents, noticed);
}

/** The answer to a push is the notice of receipt: in time by definition, the clock starts with it. */
async function countNotices(tx: Tx, pushed: readonly Owed[]): Promise<void> {
  if (pushed.length === 0) return;
  const facts = pushed.map(({ id, documentId, handoverId }) => ({
    documentId,
    deliveryId: id,
    agencyId: handoverId!,
    figure: 'notice',
    outcome: 'kept',
    seconds: 0,
  }));
  await noteFacts(tx, facts);
}

function lifted(deliveryId: string): Closing {
  return { deliveryId, kinds: OF_RECIPIENT, how: 'lifted' };
}
