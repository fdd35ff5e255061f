import type { FastifyReply, FastifyRequest } from 'fastify';
import { cancelByMail, confirmByMail, type MailedDelivery, seeByMail } from '../../acts/answer-by-mail.ts';
import { openLimit } from '../../platform/http/limit.ts';
import { findAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { codeOf } from '../describe.ts';
import { consoleError } from '../errors.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

/** Of one address: whoever guesses codes has no more. */
const MOST_A_MINUTE = 30;

type OfCode = { Params: { code: string } };

/**
 * What a link in a mail opens, without an account: the code is the key, to this page and to nothing else. It says no more
 * than the mail does. Only its buttons act: mail scanners open every link that they see.
 */
export const mailAnswerRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const mayTry = openLimit(() => hub.clock.monotonic(), MOST_A_MINUTE);
  app.addHook('onRequest', async (request, reply) => {
    if (!mayTry(request.ip)) throw consoleError('TOO_MANY_PAGES');
    // The address is a key: it goes to no other page, and into no index.
    reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
  });

  app.get<OfCode>('/mail/:code', (request, reply) => showMail(context, request, reply));

  app.post<OfCode>('/mail/:code', async (request, reply) => {
    const { code } = request.params;
    await confirmByMail(hub, code);
    return reply.redirect(`${BASE}/mail/${encodeURIComponent(code)}`, 303);
  });

  app.post<OfCode>('/mail/:code/cancel', async (request, reply) => {
    const { code } = request.params;
    await cancelByMail(hub, code);
    return reply.redirect(`${BASE}/mail/${encodeURIComponent(code)}`, 303);
  });
};

async function showMail(
  { hub }: ConsoleContext,
  request: FastifyRequest<OfCode>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { code } = request.params;
  const mailed = await seeByMail(db, code);
  const { document, delivery } = mailed;
  const agencies = await findAgencies(
    db,
    [document.senderId, delivery.agencyId].filter((id) => id !== null),
  );
  const language = languageOf(request);
  const number = codeOf(document);
  return show(request, reply, 'mail-answer', number || wordOf('noCode', language), {
    code,
    document,
    delivery,
    number,
    senderName: agencies.get(document.senderId)?.name ?? '–',
    recipientName: agencies.get(delivery.agencyId ?? '')?.name ?? delivery.addressedCode,
    ...standing(mailed),
  });
}

/** What there is to do, and what was done. */
function standing({ delivery: { state, recallState }, asked }: MailedDelivery) {
  const isAsked = asked.length > 0;
  return {
    isAsked,
    isCancelled: recallState === 'confirmed',
    isWithdrawn: (state === 'cancelled' || recallState === 'withdrawn') && !isAsked,
    isArrived: state === 'arrived',
    mayConfirm: !['arrived', 'cancelled', 'failed'].includes(state) && !isAsked,
  };
}
