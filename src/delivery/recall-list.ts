import { and, asc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { kinOf } from '../registry/index.ts';
import type { Delivery } from './model.ts';
import { delivery } from './tables.ts';

export interface RecallQuery {
  /** Agencies that are asked; absent for every agency. */
  readonly recipientIds?: readonly string[];
  /** Agencies that ask; absent for every agency. */
  readonly senderIds?: readonly string[];
  /** Last delivery id of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Recalls that wait for their confirmation, oldest document first. The index holds these alone, so they are few. */
export async function listOpenRecalls(reader: Reader, query: RecallQuery): Promise<Delivery[]> {
  const { recipientIds, senderIds, after, limit } = query;
  const ids = recipientIds && [...recipientIds];
  return reader
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.recallState, 'asked'),
        ids && or(inArray(delivery.agencyId, ids), inArray(delivery.handoverId, ids)),
        // Read from intake's table, which this room never writes.
        senderIds &&
          sql`exists (select from document d where d.id = ${delivery.documentId}
            and d.sender_id = any(${sql.param([...senderIds])}::uuid[]))`,
        after ? gt(delivery.id, after) : undefined,
      ),
    )
    .orderBy(asc(delivery.id))
    .limit(limit);
}

/**
 * What a recipient is asked back by this delivery: itself, or what it follows when it is the recall, under whichever code
 * of its own it was sent. The members of one group are asked together.
 */
export async function askedThrough(reader: Reader, one: Delivery): Promise<Delivery[]> {
  if (one.recallState === 'asked') return [one];
  const kin = one.agencyId === null ? [] : (await kinOf(reader, [one.agencyId])).get(one.agencyId)!;
  const leads = sql`(select predecessor_id from predecessor where delivery_id = ${one.leadId}::uuid)`;
  return reader
    .select()
    .from(delivery)
    .where(and(sql`${delivery.leadId} in ${leads}`, eq(delivery.recallState, 'asked'), inArray(delivery.agencyId, kin)))
    .orderBy(asc(delivery.id));
}
