import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOver, type Sent, sendDraft } from '../../acts/send-draft.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { showDraft } from '../draft-page.ts';
import { change, type OwnDraft, ownDraft } from '../drafts.ts';

type OfDraft = { Params: { id: string } };

/** Sending what was written, and what became of it. */
export const composeSendRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;

  app.post<OfDraft>('/compose/:id/send', (request, reply) =>
    change(context, request, reply, async (own) => {
      const sent = await sendDraft(hub, sessionOf(request).person, own.draft.id, own.sender);
      return tellSent(context, request, reply, own, sent);
    }),
  );

  /** Asked again and again by a page whose sending is under way. */
  app.get<OfDraft>('/compose/:id/result', async (request, reply) => {
    const { draft } = await ownDraft(context, request);
    if (!(await isOver(hub, draft))) return reply.code(204).send();
    return reply.header('hx-redirect', `${BASE}/compose/${draft.id}`).send();
  });
};

async function tellSent(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  own: OwnDraft,
  sent: Sent,
): Promise<FastifyReply> {
  switch (sent.state) {
    case 'sent':
      return toSent(reply, sent.documentId);
    case 'incomplete':
      return showDraft(context, request, reply, own, { problems: sent.problems });
    case 'refused':
      return showDraft(context, request, reply, own, { bad: sent.error });
    default:
      return reply.redirect(`${BASE}/compose/${own.draft.id}`, 303);
  }
}

export function toSent(reply: FastifyReply, documentId: string): FastifyReply {
  return reply.redirect(`${BASE}/sent/${documentId}?told=sent`, 303);
}
