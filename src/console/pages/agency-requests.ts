import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptRequest, refuseRequest } from '../../administration/index.ts';
import { openAgencyRequests } from '../../registry/index.ts';
import { attempt, type Failed, type Fields, NOTHING_FAILED, textOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const QUERY = z.object({ note: oneOf(['', 'requestAccepted', 'requestRefused']) });
type Act = { Params: { id: string }; Body: Fields };

/** What connected systems ask for: agencies to register or to close. Each is accepted or refused with a reason. */
export const agencyRequestRoutes: ConsoleRoutes = (app, context) => {
  const { hub, owner } = context;

  app.get('/agency-requests', (request, reply) => showRequests(context, request, reply, NOTHING_FAILED));

  app.post<Act>('/agency-requests/:id/accept', (request, reply) => {
    const { params, body: typed } = request;
    return attempt(
      request,
      reply,
      { act: `accept-${params.id}`, typed },
      async (by) => {
        await acceptRequest(owner, params.id, textOf(typed, 'code').trim() || undefined, by);
        return reply.redirect(`${BASE}/agency-requests?note=requestAccepted`, 303);
      },
      (failed) => showRequests(context, request, reply, failed),
    );
  });

  app.post<Act>('/agency-requests/:id/refuse', (request, reply) => {
    const { params, body: typed } = request;
    return attempt(
      request,
      reply,
      { act: `refuse-${params.id}`, typed },
      async (by) => {
        await hub.database.db.transaction((tx) => refuseRequest(tx, params.id, by));
        return reply.redirect(`${BASE}/agency-requests?note=requestRefused`, 303);
      },
      (failed) => showRequests(context, request, reply, failed),
    );
  });
};

async function showRequests(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { note } = readQuery(request, QUERY);
  return show(request, reply, 'agency-requests', wordOf('agencyRequests', languageOf(request)), {
    place: 'agencies',
    requests: await openAgencyRequests(hub.database.db),
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    failed,
  });
}
