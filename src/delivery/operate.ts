import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type Acting, authorise } from '../registry/index.ts';
import { lockDeliveries } from './business.ts';
import { cancelDeliveries } from './cancel.ts';
import { error, reasonOf } from './errors.ts';
import type { Delivery } from './model.ts';
import { operatorError } from './operator-errors.ts';
import { type ProvenStep, prove } from './proof.ts';
import { findWays } from './redrive.ts';
import { delivery, dispatch } from './tables.ts';
import { newlyForwarded, writeWays } from './ways.ts';

/** What has not left the hub. */
const HERE: ReadonlySet<string> = new Set(['due', 'available']);
const HELD_BY_OPERATOR = 'DELIVERY_HELD';

/**
 * Keeps a delivery back, with all that travels in its group: it is neither pushed nor listed until it is released; a
 * recall and a cancellation still take it, and what follows it waits. Again, it changes nothing. Gives the group.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_LEFT, FORBIDDEN, WHY_MISSING
 */
export async function holdDelivery(tx: Tx, id: string, by: Acting): Promise<Delivery[]> {
  authorise(by, 'delivery.operate');
  const group = await lockGroup(tx, id);
  const lead = group[0]!;
  if (lead.state === 'held') return group;
  if (!HERE.has(lead.state)) throw operatorError('DELIVERY_LEFT', { id, state: lead.state });
  await tx.delete(dispatch).where(inArray(dispatch.deliveryId, [lead.id]));
  const held = await tx
    .update(delivery)
    .set({
      state: 'held',
      stateAt: sql`now()`,
      reasonCode: HELD_BY_OPERATOR,
      reason: reasonOf(error('DELIVERY_HELD', { id: lead.id })),
    })
    .where(inArray(delivery.id, [...lead.members]))
    .returning();
  await tell(tx, 'delivery.kept-back', held, by);
  return held;
}

/**
 * Lets a held delivery go on by the way that leads to its agency today, with the whole time until its deadline.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_NOT_KEPT, what keeps the agency from receiving (RECIPIENT_…), FORBIDDEN, WHY_MISSING
 */
export async function releaseDelivery(tx: Tx, id: string, by: Acting, deadlineSeconds: number): Promise<Delivery[]> {
  authorise(by, 'delivery.operate');
  const group = await lockGroup(tx, id);
  const { state } = group[0]!;
  if (state !== 'held') throw operatorError('DELIVERY_NOT_KEPT', { id, state });
  const ways = await findWays(tx, group);
  const stopped = ways.find((way) => way.problem !== null);
  if (stopped) throw stopped.problem!;
  const released = await writeWays(tx, ways, deadlineSeconds);
  await prove(tx, newlyForwarded(ways), by.principal.actor);
  await tell(tx, 'delivery.released', released, by);
  return released;
}

/**
 * Cancels deliveries that have not left the hub, dead letters too; the sender is told why. Those that travel together
 * are cancelled together or not at all.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_LEFT, DELIVERY_SHARED, FORBIDDEN, WHY_MISSING; nothing is cancelled then
 */
export async function stopDeliveries(tx: Tx, ids: readonly string[], by: Acting): Promise<Delivery[]> {
  authorise(by, 'delivery.operate');
  const named = new Set(ids);
  for (const id of named) {
    const others = (await lockGroup(tx, id)).map((one) => one.id).filter((other) => !named.has(other));
    if (others.length > 0) throw operatorError('DELIVERY_SHARED', { id, others: others.join(', ') });
  }
  const { cancelled } = await cancelDeliveries(tx, [...named], 'OPERATOR_CANCELLED', by.principal.actor);
  const done = new Set(cancelled.map((one) => one.id));
  const [left] = await lockDeliveries(
    tx,
    [...named].filter((id) => !done.has(id)),
  );
  if (left) throw operatorError('DELIVERY_LEFT', { id: left.id, state: left.state });
  await tell(tx, 'delivery.stopped', cancelled, by);
  return cancelled;
}

/** The lead first, and its members. */
async function lockGroup(tx: Tx, id: string): Promise<Delivery[]> {
  const [asked] = isId(id) ? await lockDeliveries(tx, [id]) : [];
  if (!asked) throw error('DELIVERY_NOT_FOUND', { id });
  const [lead] = await lockDeliveries(tx, [asked.leadId]);
  const members = await lockDeliveries(tx, lead!.members);
  return [lead!, ...members.filter((one) => one.id !== lead!.id)];
}

function tell(tx: Tx, type: ProvenStep['type'], deliveries: readonly Delivery[], by: Acting): Promise<void> {
  const data = { why: by.why };
  return prove(
    tx,
    deliveries.map((one) => ({ delivery: one, type, data })),
    by.principal.actor,
  );
}
