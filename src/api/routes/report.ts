import { z } from 'zod';
import { reportStatus } from '../../acts/report-status.ts';
import { seeDelivery } from '../../acts/see.ts';
import type { Routes } from '../context.ts';
import { accepted, parked, problems, reportInput } from '../schemas.ts';
import { sendAnswer } from './submit.ts';

export const reportRoutes: Routes = (app, { hub }) => {
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
      const delivery = await seeDelivery(hub, principal, 'status.report', request.params.deliveryId);
      const key = request.headers['idempotency-key'];
      return sendAnswer(request, reply, await reportStatus(hub, { door: 'rest', principal }, delivery, body, key));
    },
  );
};
