import { eq, or, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { documentsByUid, findDocument, listAttachments } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type Acting, findAgencies, linesOf, may, withPredecessors } from '../registry/index.ts';
import { publicationError } from './errors.ts';
import { holdModes, modeOf } from './mode.ts';
import { FINAL, type Reason } from './model.ts';
import { obstacles } from './obstacles.ts';
import { CHANGED, publication } from './tables.ts';

type Entry = typeof publication.$inferSelect;

/**
 * Puts a document on the portal by its agency's decision. Again changes nothing.
 * @param id The entry's, or the document's.
 * Throws PORTAL_OFF, PUBLICATION_BARRED, PUBLICATION_UNKNOWN.
 */
export async function publish(tx: Tx, id: string, by: Acting): Promise<Entry> {
  await holdModes(tx);
  const entry = await lockEntry(tx, id, by);
  if (entry.state === 'published') return entry;
  const { mode } = await modeOf(tx, entry.agencyId);
  if (mode === 'off') {
    const agency = (await findAgencies(tx, [entry.agencyId])).get(entry.agencyId);
    throw publicationError('PORTAL_OFF', { code: agency?.code ?? '–' });
  }
  const bar = await barOf(tx, entry);
  if (bar) throw publicationError('PUBLICATION_BARRED', { id, reason: bar });
  return decide(tx, entry, null, by);
}

/** Takes a document off by its agency's decision; its files answer 410 from now on. Throws PUBLICATION_UNKNOWN. */
export async function takeOff(tx: Tx, id: string, by: Acting): Promise<Entry> {
  const entry = await lockEntry(tx, id, by);
  if (entry.state !== 'published') return entry;
  return decide(tx, entry, 'sender', by);
}

/** Under its lock: a recall that is being accepted comes before, and is seen, or after, and takes the document off. */
async function lockEntry(tx: Tx, id: string, { principal }: Acting): Promise<Entry> {
  const unknown = publicationError('PUBLICATION_UNKNOWN', { id: id.slice(0, 80) });
  if (!isId(id)) throw unknown;
  const [entry] = await tx
    .select()
    .from(publication)
    .where(or(eq(publication.id, id), eq(publication.documentId, id)))
    .for('update');
  const object = entry && { senderId: entry.agencyId, lines: await linesOf(tx, [entry.agencyId]) };
  if (!entry || !may(principal, 'publication.decide', object)) throw unknown;
  return entry;
}

/** What bars a document from the portal, whoever decides. */
async function barOf(tx: Tx, { documentId, agencyId, reason }: Entry): Promise<Reason | null> {
  if (reason !== null && FINAL.includes(reason)) return reason;
  const found = (await obstacles(tx, [documentId])).get(documentId);
  if (found) return found;
  if ((await listAttachments(tx, documentId)).length === 0) return 'no-files';
  // A recall may have come while the document's own verdict waited.
  const document = await findDocument(tx, documentId);
  const same = await documentsByUid(tx, await withPredecessors(tx, agencyId), [document!.documentUid]);
  return same.some((one) => one.docType === 1 && !one.builtByHub) ? 'recalled' : null;
}

async function decide(
  tx: Tx,
  { id, documentId, agencyId }: Entry,
  reason: Reason | null,
  { principal, why }: Acting,
): Promise<Entry> {
  const [entry] = await tx
    .update(publication)
    .set({
      state: reason === null ? 'published' : 'withdrawn',
      reason,
      changedAt: CHANGED,
      ...(reason === null && { publishedAt: sql`coalesce(${publication.publishedAt}, ${CHANGED})` }),
    })
    .where(eq(publication.id, id))
    .returning();
  const type = reason === null ? ('document.published' as const) : ('document.unpublished' as const);
  await record(tx, [{ type, actor: principal.actor, documentId, agencyId, data: { why, ...(reason && { reason }) } }]);
  return entry!;
}
