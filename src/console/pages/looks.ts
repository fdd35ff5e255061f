import { z } from 'zod';
import { listLooks } from '../../audit/index.ts';
import { sentenceOf } from '../../evidence/index.ts';
import { findDocuments } from '../../intake/index.ts';
import { agenciesBelow } from '../../registry/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { id, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
const QUERY = z.object({ after: id.optional() });

/** Who looked at what: the clerk of an agency, and whoever administers it, read what auditors did there. */
export const lookRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/looks', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const { after } = readQuery(request, QUERY);
    const language = languageOf(request);
    const own =
      principal.kind === 'branch'
        ? await agenciesBelow(db, [...principal.agencyIds])
        : [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
    const { looks, next } = await listLooks(db, own, { after, limit: PAGE });
    const documents = await findDocuments(
      db,
      looks.flatMap((look) => (look.theirs && look.documentId) || []),
    );
    return show(request, reply, 'looks', wordOf('looks', language), {
      place: 'looks',
      rows: looks.map((look) => ({
        at: look.at,
        who: look.name ?? look.actor,
        document: (look.theirs && documents.get(look.documentId ?? '')) || null,
        neverArrived: look.documentId !== null && !look.theirs,
        words: sentenceOf({ ...look, deliveryId: null, agencyId: null }, language, null),
      })),
      more: next === null ? null : `${BASE}/looks?after=${next}`,
    });
  });
};
