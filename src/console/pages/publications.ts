import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findDocuments } from '../../intake/index.ts';
import { isHubError } from '../../platform/errors.ts';
import {
  type Entry,
  FINAL,
  listOwnEntries,
  MODE_WORDS,
  modesOf,
  publish,
  REASON_WORDS,
  setPortalMode,
  takeOff,
} from '../../publication/index.ts';
import { findAgencies } from '../../registry/index.ts';
import { agencyIn, attempt, type Failed, type Fields, NOTHING_FAILED, textOf, wordsOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { MODES, modeIn } from '../portal-mode.ts';
import { id, oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 30;
const VIEWS = { missing: 'notOnPortal', shown: 'shownOnPortal' } as const satisfies Record<string, WordKey>;
const QUERY = z.object({
  view: oneOf(['missing', 'shown']),
  after: id.optional(),
  note: oneOf(['', 'nowPublished', 'nowTakenOff', 'portalSaved']),
});
const ACTS = { publish: [publish, 'nowPublished'], 'take-off': [takeOff, 'nowTakenOff'] } as const;
/** What no click of the clerk can mend. */
const BARRED = new Set<string>([...FINAL, 'off', 'no-files', 'held']);

interface Told {
  readonly failed?: Failed;
  readonly wrong?: string;
}

/** Công khai trên cổng: the sender's public documents that are not on the portal, with why not, and those that are. */
export const publicationRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/publications', (request, reply) => showPublications(context, request, reply));

  for (const [name, [act, note]] of Object.entries(ACTS)) {
    app.post<{ Params: { id: string } }>(`/publications/:id/${name}`, async (request, reply) => {
      const { principal } = sessionOf(request).person;
      try {
        await db.transaction((tx) => act(tx, request.params.id, { principal, why: '–' }));
      } catch (error) {
        if (!isHubError(error)) throw error;
        reply.code(error.spec.status);
        return showPublications(context, request, reply, { wrong: wordsOf(request, error) });
      }
      return reply.redirect(`${BASE}/publications?note=${note}`, 303);
    });
  }

  app.post<{ Body: Fields }>('/publications/mode', async (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'portal', typed },
      async (by) => {
        const { publicUrl } = context.hub.config;
        await db.transaction(async (tx) => {
          const agency = await agencyIn(tx, textOf(typed, 'agency'));
          await setPortalMode(tx, { agency, mode: modeIn(typed), publicUrl }, by);
        });
        return reply.redirect(`${BASE}/publications?note=portalSaved`, 303);
      },
      (failed) => showPublications(context, request, reply, { failed }),
    );
  });
};

async function showPublications(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { failed = NOTHING_FAILED, wrong = '' }: Told = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { principal } = sessionOf(request).person;
  const language = languageOf(request);
  const { view, after, note } = readQuery(request, QUERY);
  const agencyIds = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
  const found = await listOwnEntries(db, { agencyIds, shown: view === 'shown', after, limit: PAGE + 1 });
  const entries = found.slice(0, PAGE);
  const held = await modesOf(
    db,
    request.agencies.map((one) => one.id),
  );
  return show(request, reply, 'publications', wordOf('onPortal', language), {
    place: 'sent',
    view,
    views: Object.entries(VIEWS).map(([name, words]) => ({
      name,
      words,
      address: `${BASE}/publications?view=${name}`,
    })),
    rows: await rowsOf(hub, entries),
    more: found.length > PAGE ? `${BASE}/publications?view=${view}&after=${entries.at(-1)!.id}` : null,
    modes: request.agencies.map((agency) => {
      const portal = held.get(agency.id)!;
      return { agency, portal: { ...portal, modes: MODES }, words: MODE_WORDS[portal.mode] };
    }),
    told: note === '' ? '' : wordOf(note, language),
    wrong,
    failed,
  });
}

async function rowsOf({ database: { db } }: ConsoleContext['hub'], entries: readonly Entry[]) {
  const [documents, senders] = await Promise.all([
    findDocuments(
      db,
      entries.map((one) => one.documentId),
    ),
    findAgencies(
      db,
      entries.map((one) => one.agencyId),
    ),
  ]);
  return entries.flatMap((entry) => {
    const document = documents.get(entry.documentId);
    if (!document) return [];
    const { header } = document;
    return [
      {
        entry,
        document,
        code: codeOf(document),
        sender: senders.get(entry.agencyId)?.name ?? '–',
        // The one sign of it that all senders write alike; the numbers of SteeringType contradict each other.
        steering: header.kind === 'document' && header.direction === 'true',
        why: entry.reason && REASON_WORDS[entry.reason],
        may: entry.reason === null || !BARRED.has(entry.reason),
      },
    ];
  });
}
