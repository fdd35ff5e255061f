import { and, eq, inArray, notInArray, or, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { type DocumentRow, listAttachments } from '../intake/index.ts';
import { vietnamDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { holdModes, modeOf } from './mode.ts';
import { FINAL, type Reason } from './model.ts';
import { isForPublic, needsLook } from './rules.ts';
import { CHANGED, publication, publicationDocument } from './tables.ts';

/** A document that an agency of this hub has just sent. */
export interface SentDocument {
  readonly document: DocumentRow;
  /** Its verdict had to wait: what was sent meanwhile may have recalled it. */
  readonly late: boolean;
}

/** Whether a document goes on the portal, in the transaction that accepts it. One that is not marked leaves no line. */
export async function considerPublication(tx: Tx, sent: SentDocument): Promise<void> {
  const { document } = sent;
  if (!isForPublic(document.header)) return;
  await holdModes(tx);
  const reason = await whyNot(tx, sent);
  await tx.insert(publication).values({
    id: document.id,
    documentId: document.id,
    agencyId: document.senderId,
    day: vietnamDay(document.acceptedAt),
    state: reason === null ? 'published' : 'waiting',
    reason,
    publishedAt: reason === null ? CHANGED : null,
    changedAt: CHANGED,
  });
  await tx.insert(publicationDocument).values({ documentId: document.id, publicationId: document.id });
  if (reason === null) await tellPublished(tx, document.id);
}

/** What says that a document must not go out by itself; null when nothing does. */
async function whyNot(tx: Tx, { document, late }: SentDocument): Promise<Reason | null> {
  const { mode } = await modeOf(tx, document.senderId);
  if (mode === 'off') return 'off';
  if ((await listAttachments(tx, document.id)).length === 0) return 'no-files';
  if (late) return 'late';
  if (needsLook(document.header)) return 'subject';
  return mode === 'by-hand' ? 'by-hand' : null;
}

/**
 * An update (type 2) takes the place of what it updates: the entry stays and shows the new files, or is withdrawn when
 * the update is not for the public. One without files changes no file, and the entry shows those that it had.
 */
export async function updatePublication(tx: Tx, updatedIds: readonly string[], sent: SentDocument): Promise<void> {
  const { document } = sent;
  await holdModes(tx);
  const [entry] =
    updatedIds.length === 0 ? [] : await tx.select().from(publication).where(ofDocuments(updatedIds)).for('update');
  if (!entry) return considerPublication(tx, sent);
  if (entry.reason !== null && FINAL.includes(entry.reason)) return;
  await tx.insert(publicationDocument).values({ documentId: document.id, publicationId: entry.id });
  if (!isForPublic(document.header)) return withdrawPublications(tx, updatedIds, 'not-public');
  if ((await listAttachments(tx, document.id)).length === 0) return;
  const reason = await whyNot(tx, sent);
  // What is published stays so by its update, whoever published it; what needs a look needs it again.
  const shows =
    entry.state !== 'withdrawn' && (reason === null || (entry.state === 'published' && reason === 'by-hand'));
  await tx
    .update(publication)
    .set({
      documentId: document.id,
      changedAt: CHANGED,
      ...(shows && { state: 'published' as const, reason: null, publishedAt: entry.publishedAt ?? CHANGED }),
    })
    .where(eq(publication.id, entry.id));
  if (shows) await tellPublished(tx, document.id);
  else if (entry.state === 'published') await withdrawPublications(tx, [document.id], reason ?? 'by-hand');
}

/** Takes documents off, or bars them from the portal; what is off for good stays as it is. */
export async function withdrawPublications(tx: Tx, documentIds: readonly string[], reason: Reason): Promise<void> {
  if (documentIds.length === 0) return;
  const open = or(eq(publication.state, 'published'), notInArray(publication.reason, [...FINAL]));
  const rows = await tx
    .select({ id: publication.id, documentId: publication.documentId, state: publication.state })
    .from(publication)
    .where(and(ofDocuments(documentIds), open))
    .orderBy(publication.id)
    .for('update');
  if (rows.length === 0) return;
  await tx
    .update(publication)
    .set({
      state: sql`case ${publication.state} when 'waiting' then 'waiting' else 'withdrawn' end`,
      reason,
      changedAt: CHANGED,
    })
    .where(
      inArray(
        publication.id,
        rows.map((row) => row.id),
      ),
    );
  // What was off already is not taken off again: only its reason is another one now.
  const taken = rows.filter((row) => row.state === 'published');
  await record(
    tx,
    taken.map(({ documentId }) => ({ type: 'document.unpublished', actor: 'hub', documentId, data: { reason } })),
  );
}

/** A reference may name the first sending or any of its updates. */
function ofDocuments(ids: readonly string[]) {
  return sql`${publication.id} in (select ${publicationDocument.publicationId} from ${publicationDocument}
    where ${inArray(publicationDocument.documentId, [...ids])})`;
}

function tellPublished(tx: Tx, documentId: string): Promise<void> {
  return record(tx, [{ type: 'document.published', actor: 'hub', documentId, data: { why: '–' } }]);
}
