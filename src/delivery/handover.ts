import { eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { error } from './errors.ts';
import { mailedBeside } from './fallback.ts';
import { lockLead } from './lead.ts';
import type { Delivery, DeliveryState } from './model.ts';
import { settleOrder } from './order.ts';
import { prove } from './proof.ts';
import { endRest } from './pull-failure.ts';
import { mayBecome } from './rules.ts';
import { attempt, delivery, dispatch } from './tables.ts';

/**
 * Records that the content is released to a recipient that fetches; called and committed before the first byte.
 * Once only; again, or for a delivery that was pushed already, it changes nothing.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_WAITS, DELIVERY_NOT_RELEASED, DELIVERY_HELD, DELIVERY_WITHDRAWN, CONTENT_RECALLED
 */
export async function releaseContent(tx: Tx, deliveryId: string, actor: string): Promise<Delivery> {
  const lead = await lockLead(tx, deliveryId);
  const { recallState } = await one(tx, lead, deliveryId);
  if (recallState === 'confirmed' || recallState === 'withdrawn') throw error('CONTENT_RECALLED');
  await endRest(tx, lead);
  if (lead.state !== 'available') {
    if (lead.state === 'cancelled' || lead.state === 'failed') throw error('DELIVERY_WITHDRAWN', { id: deliveryId });
    if (lead.state === 'held') throw error('DELIVERY_HELD', { id: deliveryId });
    if (lead.channel !== 'pull' && lead.attempts === 0) throw error('DELIVERY_NOT_RELEASED', { id: deliveryId });
    return one(tx, lead, deliveryId);
  }
  if (await waits(tx, lead.id)) throw error('DELIVERY_WAITS', { id: deliveryId });
  const members = await move(tx, lead, lead.members, 'fetched');
  await prove(
    tx,
    members.map((member) => ({ delivery: member, type: 'delivery.fetched', receipt: 'ContentConsignment' })),
    actor,
  );
  return pick(members, deliveryId);
}

/**
 * The recipient has it. The first acknowledgement wins, by whatever channel; later ones get the same answer and change
 * nothing. A push whose answer was lost may be acknowledged here as well, and what went by its recipient's second way; its
 * next try is dropped.
 * Behind an axis each agency acknowledges for itself.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_NOT_RELEASED (content never left), DELIVERY_WITHDRAWN
 */
export async function acknowledge(tx: Tx, deliveryId: string, actor: string): Promise<Delivery> {
  const lead = await lockLead(tx, deliveryId);
  const asked = await one(tx, lead, deliveryId);
  if (asked.state === 'arrived') return asked;
  if (asked.state === 'cancelled' || asked.state === 'failed') throw error('DELIVERY_WITHDRAWN', { id: deliveryId });
  const pushed = asked.channel !== 'pull' && asked.attempts > 0;
  const released = asked.state === 'fetched' || asked.state === 'relayed' || asked.state === 'left' || pushed;
  if (!released && !(await mailedBeside(tx, [lead.id])).has(lead.id))
    throw error('DELIVERY_NOT_RELEASED', { id: deliveryId });
  if (asked.channel !== 'pull') await dropDispatch(tx, lead.id);
  await endRest(tx, lead);
  const alone = asked.channel === 'axis';
  // Released by a mail beside its channel, though nobody has fetched it.
  const [from = asked] = asked.state === 'available' ? await move(tx, asked, lead.members, 'fetched') : [];
  const members = await move(tx, from, alone ? [asked.id] : lead.members, 'arrived');
  await settleOrder(tx, [lead.id]);
  await prove(
    tx,
    members.map((member) => ({
      delivery: member,
      type: 'delivery.arrived',
      receipt: 'ContentHandover',
      ...(asked.state === 'left' && { hadLeft: true }),
    })),
    actor,
  );
  return pick(members, deliveryId);
}

async function waits(tx: Tx, leadId: string): Promise<boolean> {
  const result = await tx.execute(sql`select 1 from predecessor where delivery_id = ${leadId}::uuid and open limit 1`);
  return result.rows.length > 0;
}

async function one(tx: Tx, lead: Delivery, id: string): Promise<Delivery> {
  if (lead.id === id) return lead;
  const [row] = await tx.select().from(delivery).where(eq(delivery.id, id));
  return row!;
}

function pick(members: readonly Delivery[], id: string): Delivery {
  return members.find((member) => member.id === id)!;
}

async function move(tx: Tx, from: Delivery, ids: readonly string[], to: DeliveryState): Promise<Delivery[]> {
  if (!mayBecome(from.state, to)) throw new Error(`a delivery cannot go from ${from.state} to ${to}`);
  return tx
    .update(delivery)
    .set({
      state: to,
      stateAt: sql`now()`,
      ...(to === 'arrived'
        ? { arrivedAt: sql`now()` }
        : { consignedAt: sql`coalesce(${delivery.consignedAt}, now())` }),
    })
    .where(inArray(delivery.id, [...ids]))
    .returning();
}

/** Ends the push of a delivery that has arrived by another way; the attempt under way writes nothing more. */
async function dropDispatch(tx: Tx, leadId: string): Promise<void> {
  const [gone] = await tx.delete(dispatch).where(eq(dispatch.deliveryId, leadId)).returning();
  if (!gone?.attemptId) return;
  await tx
    .update(attempt)
    .set({ outcome: 'delivered', endedAt: sql`now()` })
    .where(sql`${eq(attempt.id, gone.attemptId)} and ${attempt.outcome} is null`);
}
