import { and, eq, getTableColumns, inArray, lt, sql } from 'drizzle-orm';
import { whileBlobsMayGo } from '../platform/blob-deletion.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Db, Tx } from '../platform/database.ts';
import { PARKED_AT_MOST_HOURS, REJECTED_BYTES_DAYS } from './model.ts';
import { submission } from './tables.ts';

const ORPHAN_AGE_MS = 24 * 3_600_000;

export type ParkedRow = Awaited<ReturnType<typeof takeParked>>[number];

/**
 * Parked submissions whose next try is due, oldest first; held for `leaseSeconds`, in which others pass them over.
 * `overdue` says by PostgreSQL's clock that one has waited as long as it may.
 */
export async function takeParked(db: Db, limit: number, leaseSeconds: number) {
  // An array is picked once; with `in` PostgreSQL may pick anew for each row, and take more than the limit.
  const due = sql`array(select id from submission where state in ('parked', 'verifying') and retry_at <= now()
    order by retry_at limit ${limit} for update skip locked)`;
  return db
    .update(submission)
    .set({ state: 'verifying', retryAt: sql`now() + make_interval(secs => ${leaseSeconds})` })
    .where(sql`${submission.id} = any(${due})`)
    .returning({
      ...getTableColumns(submission),
      overdue: sql<boolean>`${submission.receivedAt} < now() - make_interval(hours => ${PARKED_AT_MOST_HOURS})`,
    });
}

/**
 * Drops the bytes of rejections after seven days; digest, facts, code and reason stay. Gives how many. The row goes
 * first: what a crash leaves between commit and disk is an orphan, never a row without its bytes.
 */
export async function dropRejectedBytes(db: Db, blobs: Blobs, limit = 500): Promise<number> {
  const old = await db
    .select({ id: submission.id })
    .from(submission)
    .where(
      and(
        eq(submission.state, 'rejected'),
        eq(submission.hasBytes, true),
        lt(submission.decidedAt, sql`now() - make_interval(days => ${REJECTED_BYTES_DAYS})`),
      ),
    )
    .limit(limit);
  if (old.length === 0) return 0;
  const ids = old.map((row) => row.id);
  const forgotten = await whileBlobsMayGo(db, (tx) =>
    tx.update(submission).set({ hasBytes: false }).where(inArray(submission.id, ids)),
  );
  if (!forgotten) return 0;
  for (const id of ids) await blobs.remove(id);
  return ids.length;
}

/**
 * Removes blobs older than a day that nobody owns: what a crash left between disk and commit, and what was given up.
 * `others` gives those of the blobs that are no submission's and are needed all the same.
 */
export async function sweepOrphans(
  db: Db,
  blobs: Blobs,
  nowMs: number,
  others: (tx: Tx, ids: readonly string[]) => Promise<readonly string[]> = async () => [],
): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const ids = batch;
    batch = [];
    await whileBlobsMayGo(db, async (tx) => {
      const { rows } = await tx.execute<{ id: string }>(
        sql`select id from submission where id = any(${sql.param(ids)}::uuid[]) and has_bytes`,
      );
      const owned = new Set([...rows.map((row) => row.id), ...(await others(tx, ids))]);
      for (const id of ids) {
        if (owned.has(id)) continue;
        await blobs.remove(id);
        removed += 1;
      }
    });
  };
  for await (const blob of blobs.list()) {
    if (nowMs - blob.modifiedMs < ORPHAN_AGE_MS) continue;
    batch.push(blob.id);
    if (batch.length === 1_000) await flush();
  }
  await flush();
  return removed;
}
