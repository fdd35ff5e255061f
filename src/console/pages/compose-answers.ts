import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answeredOf, setAnswers } from '../../compose/index.ts';
import { findDocument } from '../../intake/index.ts';
import { findAgencies } from '../../registry/index.ts';
import { answerableBy } from '../answerable.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { showDraft } from '../draft-page.ts';
import { change, ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { show } from '../render.ts';
import { seeOwn } from './document.ts';

type OfDraft = { Params: { id: string }; Body: Record<string, string> };

const ANSWERING = z.object({ answering: text.default('') });
const LONGEST_SEARCH = 200;

/** Trả lời văn bản: which incoming document a draft answers, among all that its agency ever received. */
export const composeAnswerRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/compose/:id/answerable', async (request, reply) => {
    const { draft, sender } = await ownDraft(context, request);
    const { answering } = readQuery(request, ANSWERING);
    const asked = answering.trim();
    return show(request, reply, 'compose-answers', '', {
      draft,
      answering: asked,
      answerable: await answerableBy(db, sender, asked),
    });
  });

  // Without scripts the whole page comes again, with what was found in it.
  app.post<OfDraft>('/compose/:id/answerable', (request, reply) =>
    change(context, request, reply, async (own) => {
      const answering = (request.body.answering ?? '').trim().slice(0, LONGEST_SEARCH);
      return showDraft(context, request, reply, own, { answering });
    }),
  );

  app.post<OfDraft>('/compose/:id/answer', (request, reply) =>
    change(context, request, reply, async ({ draft }) => {
      const { answer = '' } = request.body;
      const answered = answer === '' ? null : (await answeredBy(context, request, answer)).answers;
      await db.transaction((tx) => setAnswers(tx, draft.id, answered));
      return reply.redirect(`${BASE}/compose/${draft.id}#about`, 303);
    }),
  );
};

/** The incoming document that somebody wants to answer, and the agency that received it. */
export async function answeredBy(context: ConsoleContext, request: FastifyRequest, deliveryId: string) {
  const delivery = await seeOwn(context, request, 'document.read', deliveryId);
  const { db } = context.hub.database;
  const document = await findDocument(db, delivery.documentId);
  const sender = document && (await findAgencies(db, [document.senderId])).get(document.senderId);
  const answers = sender && answeredOf(document, delivery.id, sender.name);
  if (!answers) throw consoleError('PAGE_UNKNOWN');
  const own = [delivery.agencyId, delivery.handoverId].find((id) => request.agencies.some((one) => one.id === id));
  return { answers, senderId: sender.id, ownId: own ?? null };
}
