import { sql } from 'drizzle-orm';
import type pg from 'pg';
import type { Db, Tx } from './database.ts';

/** Any constant of our own. Backups share it; whoever removes blobs holds it alone. */
const LOCK = 7305802;

/**
 * Removes blobs while no backup copies them: every row that a backup took with the database still finds its blob
 * afterwards. Gives null, and does nothing, while a backup or another remover is at work; the next round comes.
 */
export async function whileBlobsMayGo<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T | null> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(${LOCK}) as taken`);
    return rows[0]!.taken ? work(tx) : null;
  });
}

/** Keeps blobs from being removed until the client's session ends, however it ends. Waits for a removal under way. */
export async function keepBlobs(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [LOCK]);
}
