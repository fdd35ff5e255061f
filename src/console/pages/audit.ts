import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditErrors, refuseLook } from '../../audit/index.ts';
import { record } from '../../evidence/index.ts';
import { dayInWords } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { deleteSavedSearch, listSavedSearches, type Reading, saveSearch } from '../../search/index.ts';
import { type Results, searchAs } from '../audit-results.ts';
import { choicesOf, kindOf, readTerms, TERMS, type Terms, termsInWords, wantedOf } from '../audit-terms.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 30;

const QUERY = TERMS.extend({
  after: text.optional(),
  order: z.enum(['phrase', 'all']).optional().catch(undefined),
  note: z.enum(['saved']).optional().catch(undefined),
});
type Query = z.output<typeof QUERY>;

/** What an auditor looks for. Each search is recorded before it is answered. */
export const auditRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/audit', (request, reply) => showSearch(context, request, reply, readQuery(request, QUERY)));

  app.post<{ Body: Readonly<Record<string, unknown>> }>('/audit/saved', async (request, reply) => {
    const terms = readTerms(request.body);
    const name = String(request.body.name ?? '');
    try {
      const { accountId } = sessionOf(request).person;
      await db.transaction((tx) => saveSearch(tx, accountId, { name, terms }));
    } catch (error) {
      if (!isHubError(error)) throw error;
      const language = languageOf(request);
      const wrongName = `${error.title(language)} ${error.fix(language)}`;
      return showSearch(context, request, reply.code(error.spec.status), terms, { wrongName, name });
    }
    return reply.redirect(`${BASE}/audit?${new URLSearchParams({ note: 'saved' })}`, 303);
  });

  app.post<{ Params: { id: string } }>('/audit/saved/:id/delete', async (request, reply) => {
    const { accountId } = sessionOf(request).person;
    await db.transaction((tx) => deleteSavedSearch(tx, accountId, request.params.id));
    return reply.redirect(`${BASE}/audit`, 303);
  });
};

async function showSearch(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Query,
  told: { readonly wrongName?: string; readonly name?: string } = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { accountId, principal } = sessionOf(request).person;
  const language = languageOf(request);
  const terms = readTerms(query);
  const { wanted, wrong } = await wantedOf(db, terms);
  const { after, order, note } = query;
  const isAsked = Object.keys(terms).length > 0 && Object.keys(wrong).length === 0;
  const page = { limit: PAGE, after, reading: readingOf(terms, order) };
  const asked = { kind: kindOf(terms), wanted, page, language };
  const look = isAsked ? await searchAndRecord(hub, principal, terms, asked) : null;
  const results = look && 'lines' in look ? look : null;
  const problem = look && !results && isHubError(look) ? `${look.title(language)} ${look.fix(language)}` : '';
  return show(request, reply, after === undefined ? 'audit' : 'audit-rows', wordOf('audit', language), {
    place: 'audit',
    terms,
    kind: kindOf(terms),
    wrong,
    problem,
    ...choicesOf(language),
    mandate: mandateOf(principal),
    results,
    filter: termsInWords(terms, language),
    exported: `${BASE}/audit/export?${new URLSearchParams(terms)}`,
    more: results?.next ? nextPage(terms, results) : null,
    saved: await savedOf(db, accountId),
    note: note ? wordOf('searchSaved', language) : '',
    wrongName: '',
    name: '',
    ...told,
  });
}

/** Gives what was found, or the error that the page tells. */
async function searchAndRecord(
  hub: ConsoleContext['hub'],
  principal: Parameters<typeof searchAs>[1],
  terms: Terms,
  asked: Parameters<typeof searchAs>[2],
): Promise<Results | Error> {
  const { db } = hub.database;
  const words = termsInWords(terms, 'vi');
  const outcome = await searchAs(hub, principal, asked).catch((error) => {
    if (isHubError(error)) return error;
    throw error;
  });
  if (isHubError(outcome) && Object.hasOwn(auditErrors, outcome.code)) {
    await refuseLook(db, principal, { what: words, code: outcome.code });
    return outcome;
  }
  const found = isHubError(outcome) ? outcome.code : outcome.lines.length;
  const data = { terms: words, found, decision: principal.mandate?.decision ?? '–' };
  await db.transaction((tx) => record(tx, [{ type: 'audit.searched', actor: principal.actor, data }]));
  return outcome;
}

/** Of a further page: as the first one was read. */
function readingOf({ subject = '', signer = '' }: Terms, order: Query['order']): Reading | undefined {
  return order && { subject, signer, order, corrected: false };
}

function nextPage(terms: Terms, { next, reading }: Results): string {
  const read = reading && {
    ...(terms.subject !== undefined && { subject: reading.subject }),
    ...(terms.signer !== undefined && { signer: reading.signer }),
    order: reading.order,
  };
  return `${BASE}/audit?${new URLSearchParams({ ...terms, ...read, after: next! })}`;
}

function mandateOf({ mandate, agencyIds, predecessorIds }: Parameters<typeof searchAs>[1]) {
  return {
    decision: mandate?.decision ?? '–',
    agencies: agencyIds.size + (predecessorIds?.size ?? 0),
    from: mandate ? dayInWords(mandate.from) : '–',
    until: mandate ? dayInWords(mandate.until.getTime() - 1) : '–',
  };
}

async function savedOf(db: ConsoleContext['hub']['database']['db'], accountId: string) {
  const saved = await listSavedSearches(db, accountId);
  return saved.map(({ id, name, terms }) => ({ id, name, address: `${BASE}/audit?${new URLSearchParams(terms)}` }));
}
