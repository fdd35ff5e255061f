import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { notFound, seeDelivery } from '../../acts/see.ts';
import { acknowledge, type Delivery, listInbox, releaseContent, reportPullFailure } from '../../delivery/index.ts';
import { displayLine } from '../../edxml/index.ts';
import { findDocument, findDocuments } from '../../intake/index.ts';
import { type Bytes, sendBytes } from '../../platform/http/send-bytes.ts';
import { findAgencies, may, type Principal, resolveAgencies } from '../../registry/index.ts';
import { pushSettings } from '../../settings.ts';
import { requireRight } from '../authenticate.ts';
import type { ApiContext, Routes } from '../context.ts';
import {
  acknowledged,
  document,
  type documentSummary,
  inboxItem,
  octetProblems,
  page,
  pageOf,
  problems,
} from '../schemas.ts';
import { viewHandover, viewSummary } from '../views.ts';
import { attachmentAnswer, attachmentOf, attachmentQuery, contentAnswer, contentOf, contentQuery } from './content.ts';
import { viewDocument } from './documents.ts';

const tags = ['inbox'];
const params = z.object({ deliveryId: z.string() });
const REASON_CHARACTERS = 300;
const failure = z.object({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_CHARACTERS)
    .describe('What went wrong, for the sender and the operators.'),
});
const query = z.object({
  agency: z.string().max(100).optional().describe('Only what this agency receives; any form of its code.'),
  kind: z.enum(['document', 'status']).optional(),
  ...page,
  wait: z.coerce.number().int().min(0).max(25).default(0).describe('Seconds to wait when there is nothing.'),
});

export const inboxRoutes: Routes = (app, context) => {
  const { hub } = context;

  app.get(
    '/inbox',
    {
      schema: {
        operationId: 'listInbox',
        tags,
        summary: 'What waits for the agencies of this system, most urgent first',
        description: 'Listed until it is acknowledged. With `wait`, answers as soon as something is there.',
        querystring: query,
        response: { 200: pageOf(inboxItem), ...problems },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const { agency, kind, after, limit, wait } = request.query;
      const handoverIds = await inboxesOf(context, principal, agency);
      const deadline = hub.clock.monotonic() + wait * 1_000;
      const gone = goneSignal(reply);
      for (;;) {
        const found = await listInbox(hub.database.db, {
          handoverIds,
          limit,
          ...(kind && { kind }),
          ...(after !== undefined && { after }),
        });
        const left = deadline - hub.clock.monotonic();
        if (found.items.length > 0 || left <= 0 || gone.aborted || context.longPoll.stopped) {
          return { items: await viewItems(context, found.items), next: found.next };
        }
        await context.longPoll.wait(principal.actor, handoverIds, left, gone);
      }
    },
  );

  app.get(
    '/inbox/:deliveryId',
    {
      schema: {
        operationId: 'getDelivery',
        tags,
        summary: 'One delivery of the inbox and its document',
        params,
        response: { 200: z.object({ delivery: acknowledged, document }), ...problems },
      },
    },
    async ({ principal, params: { deliveryId } }) => {
      const delivery = await seeDelivery(hub, principal, 'document.read', deliveryId);
      const found = await documentOf(context, delivery);
      const seen = { document: found, side: 'recipient' as const, deliveries: [delivery] };
      return { delivery: viewHandover(delivery), document: await viewDocument(hub, principal, seen) };
    },
  );

  app.get(
    '/inbox/:deliveryId/content',
    {
      schema: {
        operationId: 'fetchContent',
        tags,
        summary: 'The document itself; recorded as sent (ContentConsignment) before the first byte',
        params,
        querystring: contentQuery,
        response: octetProblems,
      },
      config: { answer: contentAnswer },
    },
    async (request, reply) => {
      const { deliveryId } = request.params;
      const delivery = await seeDelivery(hub, request.principal, 'delivery.fetch', deliveryId);
      const bytes = await contentOf(hub, await documentOf(context, delivery), request.query.form);
      return release(context, reply, request.principal, delivery, bytes);
    },
  );

  app.get(
    '/inbox/:deliveryId/attachments/:n',
    {
      schema: {
        operationId: 'fetchAttachment',
        tags,
        summary: 'The octets of one attachment; recorded as sent before the first byte',
        params: params.extend({ n: z.string() }),
        querystring: attachmentQuery,
        response: octetProblems,
      },
      config: { answer: attachmentAnswer },
    },
    async (request, reply) => {
      const { deliveryId, n } = request.params;
      const delivery = await seeDelivery(hub, request.principal, 'delivery.fetch', deliveryId);
      const bytes = await attachmentOf(hub, await documentOf(context, delivery), n, request.query.unzip === '1');
      return release(context, reply, request.principal, delivery, bytes);
    },
  );

  app.post(
    '/inbox/:deliveryId/ack',
    {
      schema: {
        operationId: 'acknowledge',
        tags,
        summary: 'The recipient has it: arrived (ContentHandover). May be repeated',
        params,
        response: { 200: acknowledged, ...problems },
      },
    },
    async (request) => {
      const { deliveryId } = request.params;
      await seeDelivery(hub, request.principal, 'delivery.ack', deliveryId);
      const { actor } = request.principal;
      const delivery = await hub.database.db.transaction((tx) => acknowledge(tx, deliveryId, actor));
      hub.delivery.nudge();
      return viewHandover(delivery);
    },
  );

  app.post(
    '/inbox/:deliveryId/fail',
    {
      schema: {
        operationId: 'reportFailure',
        tags,
        summary: 'The recipient fetched it and could not take it; its sender is told why',
        description:
          'A failed attempt, not an answer of the agency: the item is listed again after the retry delay, and is a dead letter after the deadline. Counts once until then; changes nothing after an acknowledgement.',
        params,
        body: failure,
        response: { 200: acknowledged, ...problems },
      },
    },
    async ({ principal, params: { deliveryId }, body }) => {
      await seeDelivery(hub, principal, 'delivery.ack', deliveryId);
      const reason = displayLine(body.reason, REASON_CHARACTERS);
      const said = { actor: principal.actor, reason };
      const { db } = hub.database;
      await db.transaction((tx) => reportPullFailure(tx, deliveryId, said, pushSettings(hub.config)));
      hub.delivery.nudge();
      return viewHandover(await seeDelivery(hub, principal, 'delivery.ack', deliveryId));
    },
  );
};

/** Commits that the content leaves, then lets it leave. */
async function release(
  { hub }: ApiContext,
  reply: FastifyReply,
  principal: Principal,
  { id }: Delivery,
  bytes: Bytes,
): Promise<FastifyReply> {
  await hub.database.db.transaction((tx) => releaseContent(tx, id, principal.actor));
  return sendBytes(reply, bytes);
}

/** The agencies whose mail is listed: all that the system serves, closed predecessors included, or the one asked for. */
async function inboxesOf({ hub }: ApiContext, principal: Principal, code: string | undefined): Promise<string[]> {
  const all = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
  requireRight(principal, 'delivery.list', { recipientIds: all });
  if (code === undefined) return all;
  const agency = (await resolveAgencies(hub.database.db, [code])).get(code);
  if (!agency || !may(principal, 'delivery.list', { recipientIds: [agency.id] })) throw notFound(code);
  return [agency.id];
}

async function viewItems({ hub }: ApiContext, items: Awaited<ReturnType<typeof listInbox>>['items']) {
  const { db } = hub.database;
  const documents = await findDocuments(
    db,
    items.map((item) => item.documentId),
  );
  const senders = await findAgencies(
    db,
    [...documents.values()].map((row) => row.senderId),
  );
  return items.map((item) => {
    const row = documents.get(item.documentId)!;
    return {
      deliveryId: item.deliveryId,
      state: item.state,
      urgent: item.urgent,
      addressed: item.addressed.map(({ deliveryId, code }) => ({ deliveryId, code })),
      document: viewSummary(row, senders.get(row.senderId)) satisfies z.input<typeof documentSummary>,
    };
  });
}

async function documentOf({ hub }: ApiContext, delivery: Delivery) {
  const row = await findDocument(hub.database.db, delivery.documentId);
  if (!row) throw notFound(delivery.id);
  return row;
}

/** Aborts when the client closes the connection before it has its answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
