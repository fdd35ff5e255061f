import { Readable } from 'node:stream';
import { z } from 'zod';
import { acceptedAnswer } from '../../answer.ts';
import { EDXML_MEDIA_TYPE } from '../../edxml/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { findByTransportId, findDocument, findSubmission, intakeError } from '../../intake/index.ts';
import { submit } from '../../pipeline.ts';
import { type Agency, findAgencies, openAgencies, type Principal } from '../../registry/index.ts';
import { buildStatusReport } from '../../status/index.ts';
import type { ApiContext, Routes } from '../context.ts';
import { accepted, parked, problems, reportInput } from '../schemas.ts';
import { notFound, seeDelivery } from '../see.ts';
import { sendAnswer } from './submit.ts';

export const reportRoutes: Routes = (app, context) => {
  const { hub } = context;
  app.post(
    '/inbox/:deliveryId/status',
    {
      schema: {
        operationId: 'reportStatus',
        tags: ['inbox'],
        summary: 'Report a business status; the hub writes the edXML message and sends it to the sender',
        params: z.object({ deliveryId: z.string() }),
        headers: z.object({ 'idempotency-key': z.string().max(200).optional() }),
        body: reportInput,
        response: { 200: accepted, 201: accepted, 202: parked, ...problems },
      },
    },
    async (request, reply) => {
      const { principal, body } = request;
      const { db } = hub.database;
      const delivery = await seeDelivery(hub, principal, 'status.report', request.params.deliveryId);
      const document = await findDocument(db, delivery.documentId);
      const reporter = await reporterOf(context, delivery);
      if (!document || !reporter) throw notFound(delivery.id);
      const key = request.headers['idempotency-key'];
      const earlier = key === undefined ? null : await answerAgain(context, principal, key, document.id, body.code);
      if (earlier) return sendAnswer(request, reply, earlier);
      const now = await transactionTime(db);
      const message = await buildStatusReport(db, { ...body, document, reporter, now });
      const answer = await submit(hub, {
        door: 'rest',
        principal,
        mediaType: EDXML_MEDIA_TYPE,
        body: Readable.from([message]),
        announcedLength: message.length,
        transportId: key,
        builtByHub: true,
      });
      return sendAnswer(request, reply, answer);
    },
  );
};

/** The addressed agency; once it is closed, whoever received in its place. */
async function reporterOf(
  { hub }: ApiContext,
  { agencyId, handoverId }: { agencyId: string | null; handoverId: string | null },
): Promise<Agency | undefined> {
  const ids = [agencyId, handoverId].filter((id) => id !== null);
  const open = await openAgencies(hub.database.db, ids);
  const id = ids.find((one) => open.has(one));
  return id === undefined ? undefined : (await findAgencies(hub.database.db, [id])).get(id);
}

/** The same request again has another time in its message, so it is known by its key alone. */
async function answerAgain({ hub }: ApiContext, principal: Principal, key: string, aboutId: string, code: string) {
  const { db } = hub.database;
  const earlier = await findByTransportId(db, `rest:${principal.actor}`, key);
  if (!earlier) return null;
  const submission = await findSubmission(db, earlier.submissionId);
  const status = submission?.documentId ? await findDocument(db, submission.documentId) : null;
  if (status?.aboutId !== aboutId || status.statusCode !== code.padStart(2, '0')) {
    throw intakeError('IDEMPOTENCY_KEY_REUSED', { key });
  }
  return acceptedAnswer(db, status, { submissionId: earlier.submissionId, replay: true, notices: [] });
}
