import type { FastifyReply, FastifyRequest } from 'fastify';
import { addFile, createDraft, deleteDraft, type Forwarded, findDraft, todayOf } from '../../compose/index.ts';
import { openStoredAttachment } from '../../content.ts';
import { transactionTime } from '../../evidence/index.ts';
import { listAttachments } from '../../intake/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { findAgencies, may } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { fileMeans } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { languageOf } from '../render.ts';
import { documentOf, seeContent, showDelivery } from './document.ts';

type OfDelivery = { Params: { id: string } };

/** Chuyển tiếp: a draft with the files of an incoming document byte for byte, for whomever its agency chooses. */
export const forwardRoutes: ConsoleRoutes = (app, context) => {
  app.post<OfDelivery>('/inbox/:id/forward', (request, reply) => forward(context, request, reply));
};

async function forward(
  context: ConsoleContext,
  request: FastifyRequest<OfDelivery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const { person } = sessionOf(request);
  const delivery = await seeContent(context, request);
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
  try {
    const id = await db.transaction(async (tx) =>
      createDraft(tx, { accountId: person.accountId, agencyId, forwards, today: todayOf(await transactionTime(tx)) }),
    );
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
    return reply.redirect(`${BASE}/compose/${id}`, 303);
  } catch (error) {
    if (!isHubError(error)) throw error;
    const language = languageOf(request);
    const bad = `${error.title(language)} ${error.fix(language)}`;
    return showDelivery(context, request, reply.code(error.spec.status), delivery.id, { bad });
  }
}
