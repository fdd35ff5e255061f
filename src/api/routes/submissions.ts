import { z } from 'zod';
import { notFound } from '../../acts/see.ts';
import { listReceipts } from '../../evidence/index.ts';
import { findSubmission } from '../../intake/index.ts';
import { isId } from '../../platform/ids.ts';
import { may } from '../../registry/index.ts';
import type { Routes } from '../context.ts';
import { problems, submission } from '../schemas.ts';
import { viewReason } from '../views.ts';

export const submissionRoutes: Routes = (app, { hub }) => {
  app.get(
    '/submissions/:id',
    {
      schema: {
        operationId: 'getSubmission',
        tags: ['documents'],
        summary: 'What became of one request to hand in a package',
        params: z.object({ id: z.string() }),
        response: { 200: submission, ...problems },
      },
    },
    async (request) => {
      const { db } = hub.database;
      const { id } = request.params;
      const row = isId(id) ? await findSubmission(db, id) : null;
      if (!row) throw notFound(id);
      const isOwn = row.systemId !== null && row.systemId === request.principal.systemId;
      if (!isOwn && !may(request.principal, 'receipt.read', { senderId: row.senderId })) throw notFound(id);
      const receipts = await listReceipts(db, { submissionId: row.id });
      return {
        id: row.id,
        state: row.state,
        receivedAt: row.receivedAt.toISOString(),
        decidedAt: row.decidedAt?.toISOString() ?? null,
        size: row.size,
        sha256: row.rawSha256.toString('hex'),
        documentId: row.documentId,
        code: row.code,
        reason: viewReason(row.code, row.reason),
        retryAt: row.retryAt?.toISOString() ?? null,
        receipts: receipts
          .filter((one) => one.deliveryId === null)
          .map((one) => ({ id: one.id, type: one.type, issuedAt: one.issuedAt.toISOString() })),
      };
    },
  );
};
