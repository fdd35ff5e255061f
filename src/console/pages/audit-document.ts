import type { FastifyReply, FastifyRequest } from 'fastify';
import { nextInWords, STATE_WORDS } from '../../acts/delivery-words.ts';
import { reportOfDocument } from '../../acts/document-report.ts';
import { dossierOf } from '../../acts/dossiers.ts';
import { notFound, relatedForAuditor, seeAsAuditor } from '../../acts/see.ts';
import { LOOK_MINUTES, SHORTEST_REASON } from '../../audit/index.ts';
import { inspectDelivery, SCREEN_WORDS } from '../../delivery/index.ts';
import {
  type EventData,
  type EventType,
  listReceipts,
  RECEIPT_WORDS,
  readReceipt,
  record,
} from '../../evidence/index.ts';
import type { DocumentRow } from '../../intake/index.ts';
import { readDeliveries } from '../../journey/answer.ts';
import { isId } from '../../platform/ids.ts';
import { findAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { factsOf, signaturesOf, stepsInWords, stepsOf } from '../describe.ts';
import { languageOf, show } from '../render.ts';

/** Recipients and receipts on one page; a document may have 5,000 recipients, and a page at most 200 KB. */
const LINES = 200;

type OfDocument = { Params: { id: string } };

/** One document's whole story with its evidence, as an auditor reads it. Each look is recorded before it is answered. */
export const auditDocumentRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get<OfDocument>('/audit/:id', (request, reply) => showAudited(context, request, reply, request.params.id));

  app.get<{ Params: { id: string; deliveryId: string } }>(
    '/audit/:id/deliveries/:deliveryId',
    async (request, reply) => {
      const { document, deliveries } = await seeAs(context, request, request.params.id);
      const delivery = deliveries.find((one) => one.id === request.params.deliveryId);
      if (!delivery) throw notFound(request.params.deliveryId);
      await note(context, request, document, 'audit.viewed', { decision: decisionOf(request) });
      const [details, receipts] = await Promise.all([
        inspectDelivery(db, delivery.id),
        listReceipts(db, { documentId: document.id }),
      ]);
      const ids = [delivery.agencyId, delivery.handoverId].filter((id) => id !== null);
      const agencies = await findAgencies(db, ids);
      const recipient = agencies.get(delivery.agencyId ?? '')?.name ?? delivery.addressedCode;
      return show(request, reply, 'audit-delivery', recipient, {
        place: 'audit',
        document,
        delivery,
        recipient,
        handover: agencies.get(delivery.handoverId ?? '')?.name ?? '–',
        words: STATE_WORDS[details.state],
        next: nextInWords(details.next),
        attempts: details.attempts,
        receipts: named(receipts.filter((one) => one.deliveryId === delivery.id)),
      });
    },
  );

  app.get<{ Params: { id: string; receiptId: string } }>('/audit/:id/receipts/:receiptId', async (request, reply) => {
    const { document } = await seeAs(context, request, request.params.id);
    const { receiptId } = request.params;
    const receipt = isId(receiptId) ? await readReceipt(db, hub.signer, receiptId) : null;
    if (receipt?.documentId !== document.id) throw notFound(receiptId);
    await note(context, request, document, 'audit.evidence-taken', { evidence: receipt.type });
    return reply
      .type('application/xml')
      .header('content-disposition', `attachment; filename="${receipt.type}-${receipt.id}.xml"`)
      .send(receipt.xml);
  });

  app.get<OfDocument>('/audit/:id/report', async (request, reply) => {
    const { document } = await seeAs(context, request, request.params.id);
    await note(context, request, document, 'audit.evidence-taken', { evidence: 'verification report' });
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="verification-${document.id}.json"`)
      .send(JSON.stringify(await reportOfDocument(db, document), null, 2));
  });
};

/** The page of one document; `told` is what was wrong with the reason that was given. */
export async function showAudited(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  told: { readonly wrong?: string; readonly reason?: string } = {},
): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const { principal } = sessionOf(request).person;
  const language = languageOf(request);
  const { document } = await seeAs(context, request, id);
  await note(context, request, document, 'audit.viewed', { decision: decisionOf(request) });
  const [all, report, steps, receipts, related, dossier] = await Promise.all([
    readDeliveries(db, document.id),
    reportOfDocument(db, document),
    stepsOf(hub, document),
    listReceipts(db, { documentId: document.id }),
    relatedForAuditor(hub, principal, document),
    dossierOf(db, principal, document.id),
  ]);
  const agencies = await findAgencies(db, [document.senderId, ...steps.flatMap((step) => step.agencyId ?? [])]);
  return show(request, reply, 'audit-document', document.subject ?? document.documentUid, {
    place: 'audit',
    document,
    ...factsOf(document, language),
    ...signaturesOf(document, report.words[language], language),
    signerCertificate: report.signer,
    senderName: agencies.get(document.senderId)?.name ?? '–',
    dossier,
    total: all.length,
    recipients: all.slice(0, LINES).map((one) => ({ ...one, words: SCREEN_WORDS[one.word] })),
    steps: stepsInWords(steps, agencies, language),
    receipts: named(receipts.filter((one) => one.deliveryId === null)),
    related: related.map((one) => ({ ...one, address: `${BASE}/audit/${one.document.id}` })),
    shortest: SHORTEST_REASON,
    minutes: LOOK_MINUTES,
    wrong: '',
    reason: '',
    ...told,
  });
}

/** @throws NOT_FOUND for what is outside the mandate, with a line in the log */
export function seeAs({ hub }: ConsoleContext, request: FastifyRequest, id: string, reason?: string) {
  return seeAsAuditor(hub, sessionOf(request).person.principal, id, reason);
}

/** Recorded before it is answered. */
export function note(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  document: DocumentRow,
  type: EventType,
  data: EventData,
): Promise<void> {
  const { actor } = sessionOf(request).person.principal;
  return hub.database.db.transaction((tx) => record(tx, [{ type, actor, documentId: document.id, data }]));
}

function decisionOf(request: FastifyRequest): string {
  return sessionOf(request).person.principal.mandate?.decision ?? '–';
}

function named(receipts: Awaited<ReturnType<typeof listReceipts>>) {
  return receipts.slice(0, LINES).map((one) => ({ ...one, words: RECEIPT_WORDS[one.type] }));
}
