import { z } from 'zod';
import { answerRecall } from '../../acts/answer-recall.ts';
import { seeDelivery } from '../../acts/see.ts';
import { listOpenRecalls } from '../../delivery/index.ts';
import { findDocuments } from '../../intake/index.ts';
import { isId } from '../../platform/ids.ts';
import { findAgencies } from '../../registry/index.ts';
import { requireRight } from '../authenticate.ts';
import type { Routes } from '../context.ts';
import { apiError } from '../errors.ts';
import { recall } from '../recall-schemas.ts';
import { accepted, agencyName, page, pageOf, parked, problems, reportInput } from '../schemas.ts';
import { nameOf, viewRecall } from '../views.ts';
import { sendAnswer } from './submit.ts';

const tags = ['recalls'];

const openRecall = z
  .object({
    deliveryId: z.uuid(),
    documentId: z.uuid(),
    documentUid: z.string(),
    sender: agencyName,
    recipient: agencyName,
    recall,
  })
  .meta({ id: 'OpenRecall' });

const recallInput = z.object({
  decision: z.enum(['confirm', 'refuse']),
  description: reportInput.shape.description,
  staff: reportInput.shape.staff,
});

export const recallRoutes: Routes = (app, { hub }) => {
  const { db } = hub.database;

  app.get(
    '/recalls',
    {
      schema: {
        operationId: 'listRecalls',
        tags,
        summary: 'Recalls that wait for their confirmation',
        querystring: z.object({
          side: z.enum(['sender', 'recipient']).default('recipient').describe('Asked by us, or of us.'),
          ...page,
        }),
        response: { 200: pageOf(openRecall), ...problems },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const own = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
      const isSender = query.side === 'sender';
      if (isSender) requireRight(principal, 'document.read', { senderId: own[0] ?? null });
      else requireRight(principal, 'delivery.list', { recipientIds: own });
      if (query.after !== undefined && !isId(query.after)) {
        throw apiError('REQUEST_INVALID', { where: 'querystring/after', problem: 'next' });
      }
      const found = await listOpenRecalls(db, {
        ...(isSender ? { senderIds: own } : { recipientIds: own }),
        ...(query.after !== undefined && { after: query.after }),
        limit: query.limit + 1,
      });
      const items = found.slice(0, query.limit);
      const documents = await findDocuments(
        db,
        items.map((one) => one.documentId),
      );
      const agencies = await findAgencies(db, [
        ...[...documents.values()].map((row) => row.senderId),
        ...items.map((one) => one.agencyId).filter((id) => id !== null),
      ]);
      return {
        items: items.map((one) => {
          const document = documents.get(one.documentId)!;
          return {
            deliveryId: one.id,
            documentId: document.id,
            documentUid: document.documentUid,
            sender: nameOf(agencies.get(document.senderId)),
            recipient: nameOf(one.agencyId === null ? undefined : agencies.get(one.agencyId)),
            recall: viewRecall(one)!,
          };
        }),
        next: found.length > query.limit ? items.at(-1)!.id : null,
      };
    },
  );

  app.post(
    '/inbox/:deliveryId/recall',
    {
      schema: {
        operationId: 'answerRecall',
        tags,
        summary: 'Confirm that a recalled document is cancelled (15), or refuse a request to take back (16)',
        description:
          'Takes the delivery of the document or that of its recall. A thu hồi must be obeyed (QĐ 28/2018 Art 9(2)): only a 13 may be refused.',
        params: z.object({ deliveryId: z.string() }),
        headers: z.object({ 'idempotency-key': z.string().max(200).optional() }),
        body: recallInput,
        response: { 200: accepted, 201: accepted, 202: parked, ...problems },
      },
    },
    async (request, reply) => {
      const { principal, body } = request;
      const delivery = await seeDelivery(hub, principal, 'status.report', request.params.deliveryId);
      const key = request.headers['idempotency-key'];
      return sendAnswer(request, reply, await answerRecall(hub, { door: 'rest', principal }, delivery, body, key));
    },
  );
};
