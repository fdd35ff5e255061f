import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findDocuments } from '../../intake/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { type PageOf, type SearchScope, searchDocuments, searchReceived, type Wanted } from '../../search/index.ts';
import { termOf, wantedOf } from '../audit-terms.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { workRows } from './inbox.ts';
import { sentRows } from './sent.ts';

const PAGE = 30;
const QUERY = z.object({
  q: text.optional(),
  agency: text.optional(),
  after: text.optional(),
  order: oneOf(['phrase', 'all']),
});
type Query = z.output<typeof QUERY>;
type Place = 'inbox' | 'sent';

/** A clerk looks among the documents that reached or were sent by his agencies. */
export const findRoutes: ConsoleRoutes = (app, context) => {
  for (const place of ['inbox', 'sent'] as const) {
    app.get(`/${place}/find`, (request, reply) => showFound(context, request, reply, place, readQuery(request, QUERY)));
  }
};

async function showFound(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  query: Query,
): Promise<FastifyReply> {
  const { principal } = sessionOf(request).person;
  const language = languageOf(request);
  const { q = '', agency = '', after, order } = query;
  const typed = q.trim();
  const { wanted, wrong } = await wantedOf(hub.database.db, {
    ...termOf(typed),
    ...(agency.trim() !== '' && { agency: agency.trim() }),
    side: place === 'inbox' ? 'sender' : 'recipient',
  });
  const scope = { agencyIds: [...principal.agencyIds, ...(principal.predecessorIds ?? [])] };
  const reading = after === undefined ? undefined : { subject: typed, signer: '', order, corrected: false };
  const look = place === 'inbox' ? findReceived : findSent;
  const nothing = { rows: [], next: null, reading: null, problem: '' };
  const found = wrong.agency
    ? nothing
    : await look(hub, scope, wanted, { limit: PAGE, after, reading }).catch((error) => {
        if (!isHubError(error)) throw error;
        return { ...nothing, problem: `${error.title(language)} ${error.fix(language)}` };
      });
  const { rows, next } = found;
  const read = found.reading && { q: wanted.code ?? found.reading.subject, order: found.reading.order };
  const view = after === undefined ? 'find' : `${place}-rows`;
  return show(request, reply, view, wordOf('findResults', language), {
    place,
    problem: '',
    ...found,
    rows,
    chosen: null,
    find: { q, agency },
    wrong: wrong.agency ? wordOf(wrong.agency, language) : '',
    more: next && `${BASE}/${place}/find?${new URLSearchParams({ q, agency, ...read, after: next })}`,
  });
}

type Look = [hub: ConsoleContext['hub'], scope: SearchScope, wanted: Wanted, page: PageOf];

async function findReceived(...[hub, scope, wanted, page]: Look) {
  const { db } = hub.database;
  const { items, next, reading } = await searchReceived(db, scope, wanted, page);
  const rows = await workRows(
    db,
    items.map((item) => ({ ...item, deliveryId: item.itemId })),
  );
  return { rows, next, reading };
}

async function findSent(...[hub, scope, wanted, page]: Look) {
  const { db } = hub.database;
  const { items, next, reading } = await searchDocuments(db, { ...scope, senderOnly: true }, wanted, page);
  const documents = await findDocuments(
    db,
    items.map((item) => item.documentId),
  );
  const rows = await sentRows(
    db,
    items.flatMap((item) => documents.get(item.documentId) ?? []),
  );
  return { rows, next, reading };
}
