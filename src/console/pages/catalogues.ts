import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recallError } from '../../catalogue.ts';
import {
  CATALOGUE_NAMES,
  CATALOGUES,
  type CatalogueLine,
  type CatalogueName,
  compareAgencies,
  lastChanges,
  listCatalogues,
  listEntries,
  unknownHere,
  wantCatalogues,
} from '../../catalogues/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { may } from '../../registry/index.ts';
import { principalOf, wordsOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const QUERY = z.object({ note: oneOf(['', 'nowWanted']) });
/** Entries that a page lists; the command line has the rest. */
const SHOWN = 100;
/** Code lists of types and urgency have some dozens. */
const MOST_ENTRIES = 1_000;

/** Danh mục dùng chung: how each shared catalogue stands, what changed in it, and what does not match. */
export const catalogueRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/catalogues', async (request, reply) => {
    const { note } = readQuery(request, QUERY);
    const lines = await listCatalogues(db, hub.config.catalogueEveryHours);
    return show(request, reply, 'catalogues', wordOf('sharedCatalogues', languageOf(request)), {
      ...common(hub, request),
      lines: lines.map((line) => inWords(hub, request, line)),
      hours: hub.config.catalogueEveryHours,
      source: hub.config.catalogueUrl ?? null,
      told: note === '' ? '' : wordOf(note, languageOf(request)),
    });
  });

  app.get('/catalogues/agencies', async (request, reply) => {
    const { added, renamed, missing } = await compareAgencies(db);
    const parts = [
      { word: 'newInCatalogue', agencies: added },
      { word: 'renamedInCatalogue', agencies: renamed },
      { word: 'missingInCatalogue', agencies: missing },
    ].map((one) => ({ ...one, count: one.agencies.length, agencies: one.agencies.slice(0, SHOWN) }));
    const title = wordOf('compareWithDirectory', languageOf(request));
    return show(request, reply, 'catalogue-agencies', title, { ...common(hub, request), parts, shown: SHOWN });
  });

  app.get<{ Params: { name: string } }>('/catalogues/:name', async (request, reply) => {
    const name = nameIn(request.params.name);
    const { note } = readQuery(request, QUERY);
    const line = (await listCatalogues(db, hub.config.catalogueEveryHours)).find((one) => one.name === name)!;
    const [changes, unknown] = await Promise.all([
      lastChanges(db, line, SHOWN),
      line.unknown > 0 ? listEntries(db, { catalogue: name, limit: MOST_ENTRIES }) : [],
    ]);
    const one = inWords(hub, request, line);
    return show(request, reply, 'catalogue', one.about[languageOf(request)], {
      ...common(hub, request),
      one,
      changes: changes.map((entry) => ({ ...entry, ...changeOf(entry) })),
      shown: SHOWN,
      unknown: unknownHere(name, unknown),
      told: note === '' ? '' : wordOf(note, languageOf(request)),
    });
  });

  app.post('/catalogues/synchronise', async (request, reply) => {
    await want(CATALOGUE_NAMES, request);
    return reply.redirect(`${BASE}/catalogues?note=nowWanted`, 303);
  });

  app.post<{ Params: { name: string } }>('/catalogues/:name/synchronise', async (request, reply) => {
    const name = nameIn(request.params.name);
    await want([name], request);
    return reply.redirect(`${BASE}/catalogues/${name}?note=nowWanted`, 303);
  });

  async function want(names: readonly CatalogueName[], request: FastifyRequest): Promise<void> {
    const by = { principal: principalOf(request), from: request.ip };
    try {
      await db.transaction((tx) => wantCatalogues(tx, names, by));
    } catch (error) {
      throw isHubError(error) && error.code === 'FORBIDDEN' ? consoleError('PAGE_UNKNOWN') : error;
    }
  }
};

type Hub = ConsoleContext['hub'];

function common({ config }: Hub, request: FastifyRequest) {
  const isSet = config.catalogueUrl !== undefined && config.catalogueToken !== undefined;
  return { place: 'catalogues', isSet, mayWant: isSet && may(principalOf(request), 'admin') };
}

function inWords({ config }: Hub, request: FastifyRequest, line: CatalogueLine) {
  const { about, path } = CATALOGUES[line.name];
  const language = languageOf(request);
  const failure = line.failure === null ? null : recallError(line.failure, line.failureFacts);
  const counts: [WordKey, number][] = [
    ['countAdded', line.lastAdded],
    ['countChanged', line.lastChanged],
    ['countGone', line.lastGone],
  ];
  return {
    ...line,
    ...standingOf(line),
    about,
    path,
    source: config.catalogueUrl === undefined ? path : `${config.catalogueUrl.replace(/\/+$/, '')}/${path}`,
    changeWords: counts.flatMap(([word, n]) => (n > 0 ? [wordOf(word, language, { n })] : [])).join(', '),
    nextWords:
      line.nextAt && line.nextAt > new Date() ? momentInWords(line.nextAt).slice(0, 16) : wordOf('soon', language),
    problem: failure ? failure.title(language) : line.failure,
    why: failure ? wordsOf(request, failure) : line.failure,
  };
}

function standingOf({ wantedAt, lateAt, failure, readAt }: CatalogueLine): { word: WordKey; tone: string } {
  if (wantedAt) return { word: 'catalogueWanted', tone: 'teal' };
  if (lateAt) return { word: 'catalogueLate', tone: 'red' };
  if (failure !== null) return { word: 'catalogueFailing', tone: 'amber' };
  return readAt ? { word: 'catalogueRead', tone: 'green' } : { word: 'catalogueNew', tone: '' };
}

function changeOf(entry: Awaited<ReturnType<typeof lastChanges>>[number]): {
  word: WordKey;
  tone: string;
  was: string | null;
} {
  const { goneAt, addedAt, changedAt, name, nameBefore } = entry;
  if (goneAt) return { word: 'entryGone', tone: 'amber', was: null };
  if (addedAt.getTime() === changedAt.getTime()) return { word: 'entryNew', tone: 'green', was: null };
  return { word: 'entryChanged', tone: 'teal', was: nameBefore === name ? null : nameBefore };
}

function nameIn(text: string): CatalogueName {
  const name = CATALOGUE_NAMES.find((one) => one === text);
  if (!name) throw consoleError('PAGE_UNKNOWN');
  return name;
}
