import { z } from 'zod';
import { notFound } from '../../acts/see.ts';
import { findDelivery } from '../../delivery/index.ts';
import { type Receipt, readReceipt } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import { findDocument, findSubmission } from '../../intake/index.ts';
import { isId } from '../../platform/ids.ts';
import { may, type Principal } from '../../registry/index.ts';
import { octets, type Routes } from '../context.ts';
import { octetProblems } from '../schemas.ts';

export const receiptRoutes: Routes = (app, { hub }) => {
  app.get(
    '/receipts/:id',
    {
      schema: {
        operationId: 'getReceipt',
        tags: ['receipts'],
        summary: 'One signed receipt: XML with an XMLDSig, checked by `lienthong verify` or by xmlsec1',
        params: z.object({ id: z.string() }),
        response: octetProblems,
      },
      config: { answer: octets('The receipt, signed.', 'application/xml') },
    },
    async (request, reply) => {
      const { id } = request.params;
      const receipt = isId(id) ? await readReceipt(hub.database.db, hub.signer, id) : null;
      if (!receipt || !(await isTheirs(hub, request.principal, receipt))) throw notFound(id);
      return reply
        .type('application/xml')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${receipt.type}-${id}.xml"`)
        .send(receipt.xml);
    },
  );
};

/** The sender has every receipt of its document; a recipient those of its own delivery; a system those of its requests. */
async function isTheirs(hub: Hub, principal: Principal, receipt: Receipt): Promise<boolean> {
  const { db } = hub.database;
  const submission = await findSubmission(db, receipt.submissionId);
  const isOwn = receipt.deliveryId === null && submission?.systemId === principal.systemId;
  if (isOwn && principal.systemId !== null) return true;
  const document = receipt.documentId ? await findDocument(db, receipt.documentId) : null;
  const senderId = document?.senderId ?? submission?.senderId ?? null;
  if (may(principal, 'receipt.read', { senderId })) return true;
  const delivery = receipt.deliveryId ? await findDelivery(db, receipt.deliveryId) : null;
  if (!delivery) return false;
  return may(principal, 'receipt.read', { recipientIds: [delivery.agencyId, delivery.handoverId] });
}
