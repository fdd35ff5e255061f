import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { draftForward } from '../forwarding.ts';
import { languageOf } from '../render.ts';
import { seeContent, showDelivery } from './document.ts';

type OfDelivery = { Params: { id: string } };

/** Chuyển tiếp: a draft with the files of an incoming document byte for byte, for whomever its agency chooses. */
export const forwardRoutes: ConsoleRoutes = (app, context) => {
  app.post<OfDelivery>('/inbox/:id/forward', (request, reply) => forward(context, request, reply));
};

async function forward(
  context: ConsoleContext,
  request: FastifyRequest<OfDelivery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const delivery = await seeContent(context, request, request.params.id);
  try {
    return reply.redirect(`${BASE}/compose/${await draftForward(context, request, delivery)}`, 303);
  } catch (error) {
    if (!isHubError(error) || error.code === 'PAGE_UNKNOWN') throw error;
    const language = languageOf(request);
    const bad = `${error.title(language)} ${error.fix(language)}`;
    return showDelivery(context, request, reply.code(error.spec.status), delivery.id, { bad });
  }
}
