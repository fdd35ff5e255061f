import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { seeDelivery } from '../../acts/see.ts';
import { type Delivery, findDelivery } from '../../delivery/index.ts';
import { STATUS_WORDS, type StatusCode } from '../../edxml/index.ts';
import { type AttachmentRow, findDocument, listAttachments } from '../../intake/index.ts';
import { openContent, openStoredAttachment } from '../../journey/content.ts';
import { isHubError } from '../../platform/errors.ts';
import { unitsBelow } from '../../registry/index.ts';
import { openDelivery, opensByReading } from '../acts.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { describeDocument } from '../describe.ts';
import { consoleError } from '../errors.ts';
import { kindOf, PDF, sendFile } from '../files.ts';
import { comesFromElsewhere, VIEWER_POLICY } from '../guard.ts';
import { readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { RETURN_REASONS, wordOf } from '../words.ts';

type OfDelivery = { Params: { id: string } };
const TOLD = z.object({ told: z.string().optional() });
const SAVE = z.object({ save: z.string().optional() });

/** One incoming document. Opening the page is its arrival. */
export const documentRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;

  app.get<OfDelivery>('/inbox/:id', async (request, reply) => {
    const { person } = sessionOf(request);
    const delivery = await seeOwn(context, request, 'document.read', request.params.id);
    if (opensByReading(delivery) && comesFromElsewhere(request)) {
      const title = wordOf('openAsked', languageOf(request));
      return show(request, reply, 'open-document', title, { place: 'inbox', deliveryId: delivery.id });
    }
    try {
      await openDelivery(hub, person, delivery);
    } catch (error) {
      if (!isHubError(error) || error.code !== 'DELIVERY_WAITS') throw error;
      const language = languageOf(request);
      const problem = { title: wordOf('waitsForEarlier', language), fix: '' };
      return show(request, reply.code(409), 'problem', wordOf('error', language), { problem, place: 'inbox' });
    }
    return showDelivery(context, request, reply, delivery.id, { good: toldOf(request) });
  });

  app.get<OfDelivery>('/inbox/:id/package', async (request, reply) => {
    const delivery = await seeContent(context, request, request.params.id);
    const document = await documentOf(context, delivery);
    const content = await openContent(hub.database.db, hub.blobs, document, 'inlined');
    if (!content) throw consoleError('PAGE_UNKNOWN');
    return sendFile(reply, { ...content, name: `${document.documentUid}.edxml` }, 'attachment');
  });

  app.get<{ Params: { id: string; n: string } }>('/inbox/:id/view/:n', async (request, reply) => {
    const delivery = await seeContent(context, request, request.params.id);
    const document = await documentOf(context, delivery);
    const row = await attachmentOf(context, document.id, request.params.n);
    if (kindOf(row) !== PDF) throw consoleError('PAGE_UNKNOWN');
    reply.header('content-security-policy', VIEWER_POLICY);
    const back = `${BASE}/inbox/${delivery.id}`;
    return show(request, reply, 'view-pdf', row.name, { place: 'inbox', back, file: `${back}/files/${row.position}` });
  });

  app.get<{ Params: { id: string; n: string } }>('/inbox/:id/files/:n', async (request, reply) => {
    const delivery = await seeContent(context, request, request.params.id);
    const document = await documentOf(context, delivery);
    const row = await attachmentOf(context, document.id, request.params.n);
    const { name, mediaType } = row;
    // The field's habit of a ZIP of one file is undone: the reader wants the file.
    const file = { name, mediaType, open: () => openStoredAttachment(hub.blobs, document, row, row.zipped) };
    return sendFile(reply, file, readQuery(request, SAVE).save === undefined ? 'inline' : 'attachment');
  });
};

/** What the act before this page did: never a text of the address itself. */
function toldOf(request: FastifyRequest<OfDelivery>): string {
  const language = languageOf(request);
  const { told } = readQuery(request, TOLD);
  if (told === 'waiting') return wordOf('waiting', language);
  if (told === '15') return wordOf('cancelledAndTold', language);
  const status = STATUS_WORDS[told as StatusCode];
  return status ? wordOf('done', language, { status: status[language] }) : '';
}

/** Shows a delivery as it stands now; `told` is what the last act has to say, `wrong` what was wrong with it. */
export async function showDelivery(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  told: { good?: string; bad?: string; wrong?: Readonly<Record<string, string>>; typed?: object } = {},
): Promise<FastifyReply> {
  const language = languageOf(request);
  const delivery = (await findDelivery(hub.database.db, id))!;
  const described = await describeDocument(hub, sessionOf(request).person.principal, delivery, language);
  return show(request, reply, 'document', described.heading, {
    place: 'inbox',
    path: `${BASE}/inbox/${id}`,
    delivery,
    ...described,
    reasons: RETURN_REASONS,
    units: described.acts?.assign ? await unitsBelow(hub.database.db, [delivery.agencyId, delivery.handoverId]) : [],
    good: '',
    bad: '',
    wrong: {},
    typed: {},
    ...told,
  });
}

/** What is on its way, kept back by an operator, or taken back before it reached anybody. */
const OUT_OF_REACH = new Set(['due', 'claimed', 'sending', 'held', 'dead', 'failed', 'cancelled']);

/** A delivery that has reached the reader's own inbox. @throws NOT_FOUND, PAGE_UNKNOWN */
export async function seeOwn(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  act: 'document.read' | 'status.report' | 'delivery.fetch',
  id: string,
): Promise<Delivery> {
  const delivery = await seeDelivery(hub, sessionOf(request).person.principal, act, id);
  if (!isInReach(delivery)) throw consoleError('PAGE_UNKNOWN');
  return delivery;
}

export function isInReach({ state }: Delivery): boolean {
  return !OUT_OF_REACH.has(state);
}

/** Content is released by opening the page, and gone once a recall is confirmed. */
export async function seeContent(context: ConsoleContext, request: FastifyRequest, id: string): Promise<Delivery> {
  const delivery = await seeOwn(context, request, 'delivery.fetch', id);
  const closed = delivery.recallState === 'confirmed' || delivery.recallState === 'withdrawn';
  if (closed || delivery.state === 'available') throw consoleError('PAGE_UNKNOWN');
  return delivery;
}

async function attachmentOf({ hub }: ConsoleContext, documentId: string, n: string): Promise<AttachmentRow> {
  const rows = await listAttachments(hub.database.db, documentId);
  const row = rows.find((one) => String(one.position) === n);
  if (!row) throw consoleError('PAGE_UNKNOWN');
  return row;
}

export async function documentOf({ hub }: ConsoleContext, delivery: Delivery) {
  const document = await findDocument(hub.database.db, delivery.documentId);
  if (!document) throw consoleError('PAGE_UNKNOWN');
  return document;
}
