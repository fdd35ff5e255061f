import { and, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import type { Delivery } from './model.ts';
import { documentFloor } from './read.ts';
import { delivery } from './tables.ts';

/** Every delivery of these documents, in the order in which they were made. */
export async function deliveriesOfDocuments(reader: Reader, documentIds: readonly string[]): Promise<Delivery[]> {
  if (documentIds.length === 0) return [];
  const oldest = [...documentIds].sort()[0]!;
  return reader
    .select()
    .from(delivery)
    .where(
      and(
        inArray(delivery.documentId, [...documentIds]),
        gte(delivery.id, documentFloor(oldest)),
        lt(delivery.id, idCeiling()),
      ),
    )
    .orderBy(delivery.id);
}

/** Writes the business status that a recipient reported; the caller has checked the transition. */
export async function setBusinessCode(tx: Tx, ids: readonly string[], code: string): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(delivery)
    .set({ businessCode: code, businessAt: sql`now()` })
    .where(inArray(delivery.id, [...ids]));
}

export async function setRecallState(
  tx: Tx,
  ids: readonly string[],
  state: NonNullable<Delivery['recallState']>,
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(delivery)
    .set({ recallState: state })
    .where(inArray(delivery.id, [...ids]));
}
