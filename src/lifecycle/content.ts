import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { lockDocuments } from '../intake/index.ts';
import { whileBlobsMayGo } from '../platform/blob-deletion.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Db } from '../platform/database.ts';
import { type Expired, nextContentDue } from './due.ts';
import { lifecycleError } from './errors.ts';
import type { RetentionRule } from './rules.ts';

const AT_ONCE = 500;

export interface Removal {
  readonly documents: number;
  readonly bytes: number;
}

/**
 * Removes the bytes of documents that have outlived their rule. The rows go first, with an event on each document's
 * timeline that says which rule it was; then the files. A crash between leaves orphans for the sweeper, never a row
 * without its bytes. Throws RETENTION_WAITS while a backup is being made.
 */
export async function removeContent(
  db: Db,
  blobs: Pick<Blobs, 'remove'>,
  rules: readonly RetentionRule[],
  actor: string,
  onRemoved: (documents: number) => void,
): Promise<Removal> {
  let [documents, bytes] = [0, 0];
  for (let after: string | undefined; ; ) {
    const page = await nextContentDue(db, rules, { ...(after && { after }), limit: AT_ONCE });
    if (page.length === 0) return { documents, bytes };
    after = page.at(-1)!.id;
    const gone = await forget(db, rules, page, actor);
    for (const { submission_id: id } of gone) await blobs.remove(id);
    documents += gone.length;
    bytes += gone.reduce((total, one) => total + one.size, 0);
    onRemoved(documents);
  }
}

/** Under the documents' locks, asked again: a hold or a new delivery that came meanwhile keeps its document. */
async function forget(
  db: Db,
  rules: readonly RetentionRule[],
  page: readonly Expired[],
  actor: string,
): Promise<Expired[]> {
  const ids = page.map((one) => one.id);
  const gone = await whileBlobsMayGo(db, async (tx) => {
    await lockDocuments(tx, ids);
    const still = await nextContentDue(tx, rules, { among: ids, limit: AT_ONCE });
    const submissions = still.map((one) => one.submission_id);
    await tx.execute(sql`update submission set has_bytes = false where id = any(${sql.param(submissions)}::uuid[])`);
    await record(
      tx,
      still.map((one) => ({
        type: 'content.expired',
        actor,
        documentId: one.id,
        data: { months: one.keep_months, rule: one.type_name === '' ? one.class : `${one.class}: ${one.type_name}` },
      })),
    );
    return still;
  });
  if (gone === null) throw lifecycleError('RETENTION_WAITS');
  return gone;
}
