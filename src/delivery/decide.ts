import { inArray } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type Agency, noteRerouting, requireSuccessor } from '../registry/index.ts';
import { lockDeliveries } from './business.ts';
import { error } from './errors.ts';
import type { Delivery } from './model.ts';
import { delivery } from './tables.ts';

/**
 * Chooses who takes some held deliveries of a split agency; the others go on waiting. `moveWaiting` takes them there.
 * @throws SUCCESSOR_UNKNOWN, DELIVERY_NOT_HELD for one that does not wait for a decision on this agency
 */
export async function decideDeliveries(
  tx: Tx,
  ids: readonly string[],
  agency: Agency,
  successor: Agency,
  by: { readonly actor: string; readonly why: string },
): Promise<Delivery[]> {
  await requireSuccessor(tx, agency, successor);
  const found = await lockDeliveries(tx, ids.filter(isId));
  const held = new Map(found.filter((one) => isHeldFor(one, agency)).map((one) => [one.id, one]));
  const other = ids.find((id) => !held.has(id));
  if (other !== undefined) throw error('DELIVERY_NOT_HELD', { id: other, code: agency.code });
  await tx
    .update(delivery)
    .set({ decidedId: successor.id })
    .where(inArray(delivery.id, [...ids]));
  await record(
    tx,
    found.map(({ id, documentId, addressedCode }) => ({
      type: 'delivery.decided',
      actor: by.actor,
      documentId,
      deliveryId: id,
      agencyId: successor.id,
      data: { addressedCode, why: by.why },
    })),
  );
  await noteRerouting(tx, [successor.id]);
  return found;
}

function isHeldFor({ state, agencyId, reasonCode }: Delivery, agency: Agency): boolean {
  return state === 'held' && reasonCode === 'RECIPIENT_UNDECIDED' && agencyId === agency.id;
}
