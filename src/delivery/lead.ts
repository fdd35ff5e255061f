import { eq } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { error } from './errors.ts';
import type { Delivery } from './model.ts';
import { delivery, dispatch } from './tables.ts';

/** Locks the dispatch row, then the lead: the order in which everyone locks a group. */
export async function lockLead(tx: Tx, deliveryId: string): Promise<Delivery> {
  const [asked] = await tx
    .select({ leadId: delivery.leadId, channel: delivery.channel })
    .from(delivery)
    .where(eq(delivery.id, deliveryId));
  if (!asked) throw error('DELIVERY_NOT_FOUND', { id: deliveryId });
  if (asked.channel !== 'pull') {
    await tx
      .select({ id: dispatch.deliveryId })
      .from(dispatch)
      .where(eq(dispatch.deliveryId, asked.leadId))
      .for('update');
  }
  const [lead] = await tx.select().from(delivery).where(eq(delivery.id, asked.leadId)).for('update');
  return lead!;
}
