import type { FastifyRequest } from 'fastify';
import { fileMeans } from '../acts/draft-files.ts';
import { addFile, createDraft, deleteDraft, type Forwarded, findDraft, todayOf } from '../compose/index.ts';
import type { Delivery } from '../delivery/index.ts';
import { transactionTime } from '../evidence/index.ts';
import { listAttachments } from '../intake/index.ts';
import { openStoredAttachment } from '../journey/content.ts';
import type { Tx } from '../platform/database.ts';
import { findAgencies, may } from '../registry/index.ts';
import { type ConsoleContext, sessionOf } from './context.ts';
import { codeOf } from './describe.ts';
import { consoleError } from './errors.ts';
import { documentOf } from './pages/document.ts';

/**
 * A draft with the files of an incoming document byte for byte, from the agency that received it. Nothing is left behind
 * where a file cannot be taken.
 * @param fill What else the draft begins with.
 * @throws PAGE_UNKNOWN for what the reader may not send on, and what room compose refuses
 */
export async function draftForward(
  context: ConsoleContext,
  request: FastifyRequest,
  delivery: Delivery,
  fill: (tx: Tx, draftId: string) => Promise<void> = async () => {},
): Promise<string> {
  const { hub } = context;
  const { db } = hub.database;
  const { person } = sessionOf(request);
  const document = await documentOf(context, delivery);
  const agencyId = [delivery.agencyId, delivery.handoverId].find(
    (id) => id !== null && may(person.principal, 'document.send', { senderId: id }),
  );
  if (!agencyId || document.kind !== 'document') throw consoleError('PAGE_UNKNOWN');
  const sender = (await findAgencies(db, [document.senderId])).get(document.senderId);
  const forwards: Forwarded = {
    deliveryId: delivery.id,
    documentId: document.id,
    documentUid: document.documentUid,
    code: codeOf(document),
    senderName: sender?.name ?? '–',
    subject: document.subject ?? '',
  };
  const id = await db.transaction(async (tx) => {
    const today = todayOf(await transactionTime(tx));
    const draftId = await createDraft(tx, { accountId: person.accountId, agencyId, forwards, today });
    await fill(tx, draftId);
    return draftId;
  });
  try {
    const draft = (await findDraft(db, person.accountId, id))!;
    for (const row of await listAttachments(db, document.id)) {
      const body = openStoredAttachment(hub.blobs, document, row, row.zipped);
      await addFile(fileMeans(hub), draft, { name: row.name, body, cameAs: row.mediaType });
    }
  } catch (error) {
    await db.transaction((tx) => deleteDraft(tx, id));
    throw error;
  }
  return id;
}
