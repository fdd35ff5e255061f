import { and, gte, inArray, lt, or, sql } from 'drizzle-orm';
import { followStatus } from '../duty/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import type { Delivery } from './model.ts';
import { lockDispatch } from './order.ts';
import { documentFloor } from './read.ts';
import { delivery } from './tables.ts';

/** Every delivery of these documents, in the order in which they were made. */
export async function deliveriesOfDocuments(reader: Reader, documentIds: readonly string[]): Promise<Delivery[]> {
  if (documentIds.length === 0) return [];
  return reader.select().from(delivery).where(ofDocuments(documentIds)).orderBy(delivery.id);
}

/** With bounds that leave only the months in which their deliveries can be. */
function ofDocuments(documentIds: readonly string[]) {
  const oldest = [...documentIds].sort()[0]!;
  return and(
    inArray(delivery.documentId, [...documentIds]),
    gte(delivery.id, documentFloor(oldest)),
    lt(delivery.id, idCeiling()),
  );
}

/**
 * These deliveries as they are now, held until the transaction ends: what recipients report on one delivery takes
 * effect one after the other. Dispatch rows first and leads before their members, as everywhere.
 */
export async function lockDeliveries(tx: Tx, ids: readonly string[]): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  const named = await tx
    .select({ leadId: delivery.leadId })
    .from(delivery)
    .where(inArray(delivery.id, [...ids]));
  const leads = [...new Set(named.map((one) => one.leadId))];
  await lockDispatch(tx, leads);
  const rows = await tx
    .select()
    .from(delivery)
    .where(inArray(delivery.id, [...new Set([...leads, ...ids])]))
    .orderBy(delivery.id)
    .for('update');
  const asked = new Set(ids);
  return rows.filter((one) => asked.has(one.id));
}

/** The deliveries of these documents that are addressed to or received by one of the agencies, in the order of making. */
export async function deliveriesTo(
  reader: Reader,
  documentIds: readonly string[],
  agencyIds: readonly string[],
): Promise<Delivery[]> {
  const ids = [...agencyIds];
  if (documentIds.length === 0) return [];
  return reader
    .select()
    .from(delivery)
    .where(and(ofDocuments(documentIds), or(inArray(delivery.agencyId, ids), inArray(delivery.handoverId, ids))))
    .orderBy(delivery.id);
}

/** Writes the business status that a recipient reported; the caller has checked the transition. */
export async function setBusinessCode(tx: Tx, ids: readonly string[], code: string): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(delivery)
    .set({ businessCode: code, businessAt: sql`now()` })
    .where(inArray(delivery.id, [...ids]));
  await followStatus(tx, ids, code);
}
