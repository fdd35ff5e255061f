import { z } from 'zod';
import {
  countedDocuments,
  FIGURE_KEYS,
  FIGURES,
  type FigureSpec,
  OUTCOME_WORDS,
  periodInWords,
  readPeriod,
} from '../../board/index.ts';
import { figuresOf, mayList } from '../board-scope.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 50;
const VIEWS = { all: 'allCounted', bad: 'badOnes', good: 'goodOnes' } as const satisfies Record<string, WordKey>;
const QUERY = z.object({
  agency: text,
  period: text,
  figure: z.enum(FIGURE_KEYS),
  view: oneOf(['all', 'bad', 'good']),
  after: text.optional(),
});

/** The documents behind one figure of one agency, for who may see its documents. */
export const countedRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/board/documents', async (request, reply) => {
    const { principal, role } = sessionOf(request).person;
    const language = languageOf(request);
    const { agency: code, period: name, figure: key, view, after } = readQuery(request, QUERY);
    const { facts, name: words }: FigureSpec = FIGURES[key];
    const period = readPeriod(name);
    const agency = await figuresOf({ db }, principal, code);
    if (!facts || !mayList(principal, agency.id)) throw consoleError('PAGE_UNKNOWN');
    const outcomes = view === 'all' ? [...facts.good, ...facts.bad] : facts[view];
    const { items, next } = await countedDocuments(db, {
      ...{ agencyId: agency.id, period, figure: facts.figure, outcomes, limit: PAGE },
      ...(after !== undefined && { after }),
    });
    const address = (fields: Readonly<Record<string, string>>) =>
      `${BASE}/board/documents?${new URLSearchParams({ agency: code, period: name, figure: key, ...fields })}`;
    return show(request, reply, 'board-documents', wordOf('countedDocuments', language), {
      place: 'board',
      agency,
      words,
      period: periodInWords(period, language),
      view,
      views: Object.entries(VIEWS).map(([one, said]) => ({ name: one, words: said, address: address({ view: one }) })),
      rows: items.map((item) => ({
        ...item,
        outcomeWords: OUTCOME_WORDS[item.outcome],
        good: facts.good.includes(item.outcome),
        at: placeOf(role, item.documentId, item.deliveryId),
      })),
      subjects: role === 'clerk',
      back: `${BASE}/board?${new URLSearchParams({ period: name })}`,
      more: next === null ? null : address({ view, after: next }),
    });
  });
};

/** Where the reader's role opens it: a clerk in his lists, whoever keeps deliveries moving at the delivery. */
function placeOf(role: string, documentId: string, deliveryId: string | null): string | null {
  if (role === 'clerk') return deliveryId === null ? `${BASE}/sent/${documentId}` : `${BASE}/inbox/${deliveryId}`;
  return deliveryId === null ? null : `${BASE}/deliveries/${deliveryId}`;
}
