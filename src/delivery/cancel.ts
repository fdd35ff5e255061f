import { and, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { error, reasonOf } from './errors.ts';
import type { Delivery } from './model.ts';
import { settleOrder } from './order.ts';
import { prove } from './proof.ts';
import { forgetFailures } from './pull-failure.ts';
import { mayBecome, neverHad } from './rules.ts';
import { delivery, dispatch } from './tables.ts';

/**
 * Withdraws what is not with its recipient: due, claimed and available deliveries, and dead letters. A group is withdrawn
 * only when all its addresses are named. What is being sent, fetched or arrived is not touched and is given back as
 * `released`: its recipient must be told by the recall itself.
 */
export async function cancelDeliveries(
  tx: Tx,
  ids: readonly string[],
  code: string,
  actor: string,
): Promise<{ cancelled: Delivery[]; released: Delivery[] }> {
  if (ids.length === 0) return { cancelled: [], released: [] };
  const named = await tx
    .select({ leadId: delivery.leadId })
    .from(delivery)
    .where(inArray(delivery.id, [...ids]));
  const leadIds = [...new Set(named.map((row) => row.leadId))];
  const live = await tx
    .select()
    .from(dispatch)
    .where(inArray(dispatch.deliveryId, leadIds))
    .orderBy(dispatch.deliveryId)
    .for('update');
  const sending = new Set(live.filter((row) => row.state === 'sending').map((row) => row.deliveryId));
  const leads = await tx
    .select()
    .from(delivery)
    .where(inArray(delivery.id, leadIds))
    .orderBy(delivery.id)
    .for('update');
  const asked = new Set(ids);
  const mine = leads.filter((lead) => {
    const held = mayBecome(lead.state, 'cancelled') && !sending.has(lead.id);
    return held && lead.members.every((id) => asked.has(id));
  });
  const going = mine.map((lead) => lead.id);
  const cancelled = await withdraw(
    tx,
    going,
    mine.flatMap((lead) => lead.members),
    code,
  );
  await settleOrder(tx, going);
  await forgetFailures(tx, going);
  await prove(
    tx,
    cancelled.map((one) => ({ delivery: one, type: 'delivery.cancelled', data: { code } })),
    actor,
  );
  const gone = new Set(cancelled.map((one) => one.id));
  const rest = ids.filter((id) => !gone.has(id));
  const released = rest.length === 0 ? [] : await tx.select().from(delivery).where(inArray(delivery.id, rest));
  return { cancelled, released: released.filter((one) => !neverHad(one)) };
}

async function withdraw(tx: Tx, leadIds: string[], memberIds: string[], code: string): Promise<Delivery[]> {
  if (memberIds.length === 0) return [];
  await tx.delete(dispatch).where(and(inArray(dispatch.deliveryId, leadIds), sql`${dispatch.state} <> 'sending'`));
  return tx
    .update(delivery)
    .set({
      state: 'cancelled',
      stateAt: sql`now()`,
      reasonCode: code,
      reason: reasonOf(error('DELIVERY_WITHDRAWN', { id: leadIds[0] ?? '' })),
    })
    .where(inArray(delivery.id, memberIds))
    .returning();
}
