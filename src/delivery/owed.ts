import { eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { OwedKind } from './model.ts';
import { owedMessage } from './tables.ts';

export type OwedMessage = typeof owedMessage.$inferSelect;

/** Longest time that one message may take to be written and handed in, before another process tries. */
const LEASE_SECONDS = 60;

/**
 * Notes a message that the hub will write, in the transaction of the step that calls for it.
 * @param when `unless-written`: the caller writes it right after; the hub only where that process was lost
 */
export async function oweMessages(
  tx: Tx,
  messages: readonly { readonly kind: OwedKind; readonly deliveryId: string; readonly reason?: string | null }[],
  when: 'now' | 'unless-written' = 'now',
): Promise<void> {
  if (messages.length === 0) return;
  const dueAt = sql`now() + make_interval(secs => ${when === 'now' ? 0 : LEASE_SECONDS})`;
  await tx.insert(owedMessage).values(messages.map((one) => ({ id: newId(), reason: null, dueAt, ...one })));
}

/**
 * Messages to write now, held for a minute; a process that dies loses nothing. An array is picked once; a pick with `in`
 * may be made anew for each row, and take more than the limit.
 */
export async function takeOwed(db: Db, limit: number): Promise<OwedMessage[]> {
  const due = sql`array(select id from owed_message where due_at <= now() order by due_at limit ${limit} for update skip locked)`;
  return db
    .update(owedMessage)
    .set({ dueAt: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where(sql`${owedMessage.id} = any(${due})`)
    .returning();
}

/** It is handed in, or never will be. */
export async function settleOwed(tx: Tx | Db, id: string): Promise<void> {
  await tx.delete(owedMessage).where(eq(owedMessage.id, id));
}
