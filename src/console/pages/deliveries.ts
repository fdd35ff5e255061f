import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { nextInWords, STATE_WORDS } from '../../acts/delivery-words.ts';
import {
  holdDelivery,
  inspectDelivery,
  listDeliveries,
  redrive,
  releaseDelivery,
  stopDeliveries,
} from '../../delivery/index.ts';
import { findDocument } from '../../intake/index.ts';
import type { Tx } from '../../platform/database.ts';
import { isHubError } from '../../platform/errors.ts';
import { type Acting, findAgencies, resolveAgencies } from '../../registry/index.ts';
import { deadlineOf } from '../../settings.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery, text, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 50;
/** Groups of states that an operator asks for; the first is what waits for him. */
const VIEWS = {
  stopped: { words: 'viewStopped', states: ['held', 'failed', 'dead'] },
  live: { words: 'viewLive', states: ['due', 'claimed', 'sending'] },
} as const;
type View = keyof typeof VIEWS;

const QUERY = z.object({
  view: text.optional(),
  agency: text.optional(),
  code: text.optional(),
  after: text.optional(),
  /** How many were sent again by the page before. */
  sent: whole.optional(),
});
type ListQuery = Omit<z.output<typeof QUERY>, 'sent'>;
type Act = { Params: { id: string }; Body: { why?: string } };

/** Deliveries as an operator sees them: metadata, tries, and what can be done. */
export const deliveryRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const deadlineSeconds = deadlineOf(hub.config);

  app.get('/deliveries', (request, reply) => {
    const { sent, ...query } = readQuery(request, QUERY);
    const told = sent === undefined ? '' : wordOf('redriven', languageOf(request), { sent });
    return showList(context, request, reply, query, { told });
  });

  app.post<{ Body: ListQuery & { ids?: string | string[]; why?: string } }>(
    '/deliveries/retry',
    async (request, reply) => {
      const { ids = [], why = '', ...query } = request.body;
      const language = languageOf(request);
      const chosen = [ids].flat().slice(0, PAGE);
      if (chosen.length === 0) {
        return showList(context, request, reply, query, { failed: [wordOf('nothingChosen', language)] });
      }
      try {
        const done = await hub.database.db.transaction((tx) =>
          redrive(tx, chosen, operatorOf(request, why), { deadlineSeconds }),
        );
        hub.delivery.nudge();
        const failed = done.flatMap((one) => one.problem?.title(language) ?? []);
        const sent = done.length - failed.length;
        if (failed.length === 0) {
          const { view = '', agency = '', code = '' } = query;
          const facts = new URLSearchParams({ view, agency, code, sent: String(sent) });
          return reply.redirect(`${BASE}/deliveries?${facts}`, 303);
        }
        const told = sent > 0 ? wordOf('redriven', language, { sent }) : '';
        return showList(context, request, reply, query, { told, failed });
      } catch (error) {
        if (!isHubError(error)) throw error;
        const failed = [`${error.title(language)} ${error.fix(language)}`];
        return showList(context, request, reply.code(error.spec.status), query, { failed });
      }
    },
  );

  app.get<{ Params: { id: string } }>('/deliveries/:id', (request, reply) =>
    showDelivery(context, request, reply, request.params.id),
  );

  const acts: Readonly<Record<string, (tx: Tx, id: string, by: Acting) => Promise<unknown>>> = {
    retry: async (tx, id, by) => {
      const problem = (await redrive(tx, [id], by, { deadlineSeconds })).find((one) => one.problem)?.problem;
      if (problem) throw problem;
    },
    hold: holdDelivery,
    release: (tx, id, by) => releaseDelivery(tx, id, by, deadlineSeconds),
    cancel: (tx, id, by) => stopDeliveries(tx, [id], by),
  };
  for (const [name, act] of Object.entries(acts)) {
    app.post<Act>(`/deliveries/:id/${name}`, async (request, reply) => {
      const { id } = request.params;
      const { why = '' } = request.body;
      try {
        await hub.database.db.transaction((tx) => act(tx, id, operatorOf(request, why)));
      } catch (error) {
        if (!isHubError(error)) throw error;
        const language = languageOf(request);
        const wrong = `${error.title(language)} ${error.fix(language)}`;
        return showDelivery(context, request, reply.code(error.spec.status), id, { wrong, typed: why });
      }
      hub.delivery.nudge();
      return reply.redirect(`${BASE}/deliveries/${id}`, 303);
    });
  }
};

function operatorOf(request: FastifyRequest, why: string): Acting {
  return { principal: sessionOf(request).person.principal, why };
}

async function showList(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  query: ListQuery,
  told: { told?: string; failed?: readonly string[] } = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const view = (Object.keys(VIEWS) as View[]).find((one) => one === query.view) ?? 'stopped';
  const { agency: written = '', code = '', after } = query;
  const agency = written === '' ? undefined : (await resolveAgencies(db, [written])).get(written);
  const unknown = written !== '' && !agency;
  const { items, next } = unknown
    ? { items: [], next: null }
    : await listDeliveries(db, {
        states: VIEWS[view].states,
        limit: PAGE,
        ...(agency && { agencyId: agency.id }),
        ...(code !== '' && { code }),
        ...(after !== undefined && { after }),
      });
  const senders = await findAgencies(
    db,
    items.map((one) => one.senderId),
  );
  const asked = { ...(written && { agency: written }), ...(code && { code }) };
  const address = (changes: Readonly<Record<string, string>>) =>
    `${BASE}/deliveries?${new URLSearchParams({ view, ...asked, ...changes })}`;
  return show(request, reply, 'deliveries', wordOf('deliveries', languageOf(request)), {
    place: 'deliveries',
    view,
    views: Object.entries(VIEWS).map(([name, { words }]) => ({ name, words, address: address({ view: name }) })),
    agency: written,
    code,
    unknown,
    rows: items.map((one) => ({
      ...one,
      sender: senders.get(one.senderId)?.name ?? '–',
      words: STATE_WORDS[one.state],
    })),
    more: next === null ? null : address({ after: next }),
    told: '',
    failed: [],
    ...told,
  });
}

/** What an operator may do in each state; everything else is refused with its reason. */
const ACTS_OF: Readonly<Record<string, readonly [act: string, words: WordKey][]>> = {
  due: [
    ['hold', 'doHold'],
    ['cancel', 'doCancel'],
  ],
  available: [
    ['hold', 'doHold'],
    ['cancel', 'doCancel'],
  ],
  held: [
    ['release', 'doRelease'],
    ['cancel', 'doCancel'],
  ],
  failed: [['retry', 'doRetry']],
  dead: [
    ['retry', 'doRetry'],
    ['cancel', 'doCancel'],
  ],
};

async function showDelivery(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  told: { wrong?: string; typed?: string } = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const details = await inspectDelivery(db, id);
  const { delivery, state, next } = details;
  const [document, agencies] = await Promise.all([
    findDocument(db, delivery.documentId),
    findAgencies(
      db,
      [delivery.agencyId, delivery.handoverId].filter((one) => one !== null),
    ),
  ]);
  const withWords = <T extends { state: typeof state }>(others: readonly T[]) =>
    others.map((one) => ({ ...one, words: STATE_WORDS[one.state] }));
  return show(request, reply, 'delivery', wordOf('delivery', languageOf(request)), {
    place: 'deliveries',
    ...details,
    words: STATE_WORDS[state],
    next: nextInWords(next),
    documentUid: document?.documentUid ?? '–',
    recipient: agencies.get(delivery.agencyId ?? '')?.name ?? delivery.addressedCode,
    handover: agencies.get(delivery.handoverId ?? '')?.name ?? '–',
    predecessors: withWords(details.predecessors),
    successors: withWords(details.successors),
    acts: ACTS_OF[state] ?? [],
    wrong: '',
    typed: '',
    ...told,
  });
}
