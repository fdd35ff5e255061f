import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { lockDocuments } from '../intake/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { lifecycleError } from './errors.ts';
import type { Because } from './model.ts';
import { hold } from './tables.ts';

export type Hold = typeof hold.$inferSelect;

/**
 * Keeps documents from retention (NĐ 30/2020 PL VI IV.1 g; III.8 for the sender's copy of a recalled one), under their
 * rows' locks: what retention is about to remove is either gone before or stays. The same hold again changes nothing.
 * Gives the ids that were newly held. At most some thousand ids at once. Throws HOLD_DOCUMENT_UNKNOWN.
 */
export async function holdDocuments(tx: Tx, documentIds: readonly string[], why: Because): Promise<string[]> {
  const found = await lockDocuments(tx, documentIds);
  const unknown = documentIds.find((id) => !found.has(id));
  if (unknown !== undefined) throw lifecycleError('HOLD_DOCUMENT_UNKNOWN', { id: unknown });
  if (found.size === 0) return [];
  const rows = await tx
    .insert(hold)
    .values(
      [...found.keys()].map((documentId) => ({ id: newId(), documentId, reason: why.reason, placedBy: why.actor })),
    )
    .onConflictDoNothing()
    .returning({ documentId: hold.documentId });
  const held = rows.map((row) => row.documentId);
  await record(
    tx,
    held.map((documentId) => ({ type: 'document.held', actor: why.actor, documentId, data: { reason: why.reason } })),
  );
  return held;
}

/** Lifts every hold of these documents. Gives the ids that were held. */
export async function liftHolds(tx: Tx, documentIds: readonly string[], why: Because): Promise<string[]> {
  if (documentIds.length === 0) return [];
  const rows = await tx
    .update(hold)
    .set({ liftedAt: sql`now()`, liftedBy: why.actor, liftedReason: why.reason })
    .where(and(inArray(hold.documentId, [...documentIds]), isNull(hold.liftedAt)))
    .returning({ documentId: hold.documentId });
  const free = [...new Set(rows.map((row) => row.documentId))].sort();
  await record(
    tx,
    free.map((documentId) => ({
      type: 'document.hold-lifted',
      actor: why.actor,
      documentId,
      data: { reason: why.reason },
    })),
  );
  return free;
}

/** Holds that stand, in the order in which they were placed; `after` is the last id of the page before. */
export async function listHolds(
  reader: Reader,
  page: { readonly documentId?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<Hold[]> {
  return reader
    .select()
    .from(hold)
    .where(
      and(
        isNull(hold.liftedAt),
        page.documentId === undefined ? undefined : eq(hold.documentId, page.documentId),
        page.after === undefined ? undefined : gt(hold.id, page.after),
      ),
    )
    .orderBy(asc(hold.id))
    .limit(page.limit);
}
