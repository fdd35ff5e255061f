import { z } from 'zod';
import { reportOfDocument } from '../../acts/document-report.ts';
import { dossierOf } from '../../acts/dossiers.ts';
import { type Reply, repliesTo } from '../../acts/replies.ts';
import { type SeenDocument, SHARED_STEPS, seeDocument, seeNamed } from '../../acts/see.ts';
import { listReceipts, readTimeline, sentenceOf, transactionTime } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import {
  type DocumentRow,
  listAttachments,
  listReferences,
  listSent,
  statusesAbout,
  submissionIdsOf,
} from '../../intake/index.ts';
import { readDeliveries } from '../../journey/answer.ts';
import { isId } from '../../platform/ids.ts';
import { findAgencies, type Principal } from '../../registry/index.ts';
import { requireRight } from '../authenticate.ts';
import type { Routes } from '../context.ts';
import { apiError } from '../errors.ts';
import { verificationReport } from '../report-schema.ts';
import { document, documentSummary, page, pageOf, problems, receipt, statusReport, step } from '../schemas.ts';
import { nameOf, viewAttachment, viewDelivery, viewStatus, viewSummary, viewVerdict } from '../views.ts';

const tags = ['documents'];
const params = z.object({ id: z.string() });
const listQuery = z.object({
  kind: z.enum(['document', 'status']).optional(),
  documentUid: z
    .string()
    .max(255)
    .optional()
    .describe('Only what bears this DocumentId, which its sender gave it: sent or received, the first twenty.'),
  ...page,
});
type ListQuery = z.infer<typeof listQuery>;

export const documentRoutes: Routes = (app, { hub }) => {
  const { db } = hub.database;

  async function sentBy(principal: Principal, { kind, after, limit }: ListQuery): Promise<DocumentRow[]> {
    const senderIds = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
    requireRight(principal, 'document.read', { senderId: senderIds[0] ?? null });
    return listSent(db, { senderIds, ...(kind && { kind }), ...(after && { after }), limit: limit + 1 });
  }

  /** So few that their pages are cut out of all. */
  async function named(principal: Principal, { kind, documentUid, after }: ListQuery): Promise<DocumentRow[]> {
    const rows = await seeNamed(db, principal, documentUid!);
    return rows.filter((row) => (kind ?? row.kind) === row.kind && (after === undefined || row.id < after));
  }

  app.get(
    '/documents',
    {
      schema: {
        operationId: 'listSent',
        tags,
        summary:
          'Documents handed in for the agencies of this system, newest first; by DocumentId, also those they received',
        querystring: listQuery,
        response: { 200: pageOf(documentSummary), ...problems },
      },
    },
    async (request) => {
      const { principal, query } = request;
      if (query.after !== undefined && !isId(query.after)) {
        throw apiError('REQUEST_INVALID', { where: 'querystring/after', problem: 'next' });
      }
      const { limit } = query;
      const rows = await (query.documentUid === undefined ? sentBy(principal, query) : named(principal, query));
      const items = rows.slice(0, limit);
      const senders = await findAgencies(
        db,
        items.map((row) => row.senderId),
      );
      return {
        items: items.map((row) => viewSummary(row, senders.get(row.senderId))),
        next: rows.length > limit ? items.at(-1)!.id : null,
      };
    },
  );

  app.get(
    '/documents/:id',
    {
      schema: {
        operationId: 'getDocument',
        tags,
        summary: 'One document: header, verdict, attachments, deliveries',
        params,
        response: { 200: document, ...problems },
      },
    },
    async ({ principal, params: { id } }) =>
      viewDocument(hub, principal, await seeDocument(hub, principal, 'document.read', id)),
  );

  app.get(
    '/documents/:id/timeline',
    {
      schema: {
        operationId: 'getTimeline',
        tags,
        summary: 'Sending and receiving history (QĐ 28/2018 Art 10(2)(p))',
        params,
        response: { 200: z.object({ items: z.array(step) }), ...problems },
      },
    },
    async (request) => {
      const seen = await seeDocument(hub, request.principal, 'timeline.read', request.params.id);
      const submissionIds = await submissionIdsOf(db, seen.document.id);
      const deliveryIds = seen.deliveries.map((one) => one.id);
      const visible = await readTimeline(
        db,
        { documentId: seen.document.id, submissionIds },
        seen.side === 'sender' ? undefined : { deliveryIds, types: SHARED_STEPS },
      );
      const agencies = await findAgencies(
        db,
        visible.map((one) => one.agencyId).filter((id) => id !== null),
      );
      return {
        items: visible.map((one) => {
          const agency = one.agencyId === null ? undefined : agencies.get(one.agencyId);
          const name = agency?.name ?? null;
          return {
            at: one.at.toISOString(),
            type: one.type,
            actor: one.actor,
            deliveryId: one.deliveryId,
            agency: agency ? nameOf(agency) : null,
            words: { vi: sentenceOf(one, 'vi', name), en: sentenceOf(one, 'en', name) },
            data: one.data,
          };
        }),
      };
    },
  );

  app.get(
    '/documents/:id/report',
    {
      schema: {
        operationId: 'getReport',
        tags,
        summary: 'Verification report: what was found of the signature, its chain and its revocation, also in words',
        params,
        response: { 200: verificationReport, ...problems },
      },
    },
    async (request) => {
      const seen = await seeDocument(hub, request.principal, 'timeline.read', request.params.id);
      return { ...(await reportOfDocument(db, seen.document)) };
    },
  );

  app.get(
    '/documents/:id/statuses',
    {
      schema: {
        operationId: 'getStatuses',
        tags,
        summary: 'Business statuses that recipients reported on a document',
        params,
        response: { 200: z.object({ items: z.array(statusReport) }), ...problems },
      },
    },
    async (request) => {
      const { document, side, deliveries } = await seeDocument(
        hub,
        request.principal,
        'document.read',
        request.params.id,
      );
      const own = new Set(deliveries.flatMap((one) => [one.agencyId, one.handoverId]));
      const statuses = (await statusesAbout(db, document.id)).filter(
        (status) => side === 'sender' || own.has(status.senderId),
      );
      const agencies = await findAgencies(
        db,
        statuses.map((status) => status.senderId),
      );
      return { items: statuses.map((status) => viewStatus(status, agencies.get(status.senderId))) };
    },
  );

  app.get(
    '/documents/:id/receipts',
    {
      schema: {
        operationId: 'getReceipts',
        tags,
        summary: 'Signed receipts of a document; `/v1/receipts/{id}` gives one',
        params,
        response: { 200: z.object({ items: z.array(receipt) }), ...problems },
      },
    },
    async (request) => {
      const seen = await seeDocument(hub, request.principal, 'receipt.read', request.params.id);
      const own = new Set(seen.deliveries.map((one) => one.id));
      const receipts = await listReceipts(db, { documentId: seen.document.id });
      return {
        items: receipts
          .filter((one) => seen.side === 'sender' || (one.deliveryId !== null && own.has(one.deliveryId)))
          .map(({ id, type, deliveryId, issuedAt }) => ({ id, type, deliveryId, issuedAt: issuedAt.toISOString() })),
      };
    },
  );
};

/** A document as one side sees it; for `/documents/{id}` and for a delivery of the inbox. */
export async function viewDocument(hub: Hub, principal: Principal, { document, side, deliveries }: SeenDocument) {
  const { db } = hub.database;
  const own = new Set(deliveries.map((one) => one.id));
  const [all, attachments, references, senders, dossier] = await Promise.all([
    readDeliveries(db, document.id),
    listAttachments(db, document.id),
    side === 'sender' ? listReferences(db, document.id) : [],
    findAgencies(db, [document.senderId]),
    dossierOf(db, principal, document.id),
  ]);
  const replies =
    side === 'sender' ? await repliesTo(db, document, deliveries, await transactionTime(db)) : new Map<string, Reply>();
  return {
    ...viewSummary(document, senders.get(document.senderId)),
    side,
    builtByHub: document.builtByHub,
    dossier,
    frozenAt: document.frozenAt?.toISOString() ?? null,
    header: { ...document.header },
    verdict: viewVerdict(document.verdict),
    attachments: attachments.map(viewAttachment),
    references,
    deliveries: all.filter((one) => own.has(one.id)).map((one) => viewDelivery(one, replies.get(one.id) ?? null)),
  };
}
