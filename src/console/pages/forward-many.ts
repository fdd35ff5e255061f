import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeDeliveries } from '../../acts/see.ts';
import { addGroup, addRecipients, listGroups } from '../../compose/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { openDelivery } from '../acts.ts';
import { agenciesIn, wordsOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { draftForward } from '../forwarding.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { isInReach, seeContent, seeOwn } from './document.ts';
import { showInbox, workRows } from './inbox.ts';

/** Each has files to copy; more are chosen again. */
const MOST_AT_ONCE = 20;

type Chosen = { Body: { ids?: string | string[]; group?: string; codes?: string } };

/** Chuyển tiếp several at once: to the same recipients, each as a draft of its own, since each is a document of its own. */
export const forwardManyRoutes: ConsoleRoutes = (app, context) => {
  app.post<Chosen>('/inbox/forward', (request, reply) => showChosen(context, request, reply));
  app.post<Chosen>('/inbox/forward/drafts', (request, reply) => forwardAll(context, request, reply));
};

async function forwardAll(
  context: ConsoleContext,
  request: FastifyRequest<Chosen>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hub } = context;
  const { person } = sessionOf(request);
  const { group = '', codes = '' } = request.body;
  const named = await agenciesIn(hub.database.db, codes).catch((error: unknown) => {
    if (isHubError(error)) return error;
    throw error;
  });
  if (isHubError(named)) return showChosen(context, request, reply.code(422), { wrong: wordsOf(request, named) });
  const recipients = named.map((one) => ({ agencyId: one.id, purpose: 'action' as const }));
  const own = await listGroups(hub.database.db, [...person.principal.agencyIds]);
  const groupId = own.find((one) => one.id === group)?.id;
  const most = hub.config.maxRecipients;
  const problems: string[] = [];
  const left: string[] = [];
  // In their turn: each has its files copied, and what stops one stops no other.
  for (const id of chosenIn(request)) {
    try {
      await openDelivery(hub, person, await seeOwn(context, request, 'document.read', id));
      await draftForward(context, request, await seeContent(context, request, id), async (tx, draftId) => {
        if (groupId) await addGroup(tx, draftId, groupId, most);
        await addRecipients(tx, draftId, recipients, most);
      });
    } catch (error) {
      if (!isHubError(error)) throw error;
      left.push(id);
      problems.push(wordsOf(request, error));
    }
  }
  if (left.length === 0) return reply.redirect(`${BASE}/compose?told=forwarded`, 303);
  return showChosen(context, request, reply.code(422), { problems: [...new Set(problems)], left });
}

function chosenIn(request: FastifyRequest<Chosen>): string[] {
  return [...new Set([request.body.ids ?? []].flat())].filter(isId).slice(0, MOST_AT_ONCE);
}

/** Which documents they are, and whom they go to; after a failure those that are left. */
async function showChosen(
  context: ConsoleContext,
  request: FastifyRequest<Chosen>,
  reply: FastifyReply,
  told: { wrong?: string; problems?: readonly string[]; left?: readonly string[] } = {},
): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const { principal } = sessionOf(request).person;
  const language = languageOf(request);
  const seen = await seeDeliveries(hub, principal, 'document.read', told.left ?? chosenIn(request));
  const deliveries = seen.filter(isInReach);
  if (deliveries.length === 0) {
    return showInbox(context, request, reply, {}, { failed: [wordOf('nothingSelected', language)] });
  }
  return show(request, reply, 'forward-many', wordOf('forwardSelected', language), {
    place: 'inbox',
    rows: await workRows(
      db,
      deliveries.map((one) => ({ ...one, deliveryId: one.id })),
    ),
    groups: await listGroups(db, [...principal.agencyIds]),
    group: request.body.group ?? '',
    codes: request.body.codes ?? '',
    wrong: '',
    problems: [],
    most: MOST_AT_ONCE,
    ...told,
  });
}
