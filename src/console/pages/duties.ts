import { z } from 'zod';
import { type DutyFigures, dutyFigures } from '../../board/index.ts';
import { listDuties } from '../../duty/index.ts';
import { DUTY_WORDS, transactionTime } from '../../evidence/index.ts';
import { findDocuments } from '../../intake/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 50;
const VIEWS = { overdue: 'overdue', today: 'dueToday', all: 'viewAll' } as const satisfies Record<string, WordKey>;
const QUERY = z.object({ view: oneOf(['all', 'overdue', 'today']), after: text.optional() });

/** What the law wants done by when: what is open, and how much was done in time this month (docs/duties.md). */
export const dutyRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/duties', async (request, reply) => {
    const agencyIds = [...sessionOf(request).person.principal.agencyIds];
    const { view, after } = readQuery(request, QUERY);
    const [open, now] = await Promise.all([
      listDuties(db, {
        agencyIds,
        limit: PAGE,
        ...(view !== 'all' && { when: view }),
        ...(after !== undefined && { after }),
      }),
      transactionTime(db),
    ]);
    const documents = await findDocuments(
      db,
      open.items.map((one) => one.documentId),
    );
    const to = vietnamDay(now);
    const figures = await dutyFigures(db, { agencyIds, from: `${to.slice(0, 7)}-01`, to });
    return show(request, reply, 'duties', wordOf('duties', languageOf(request)), {
      place: 'duties',
      view,
      views: Object.entries(VIEWS).map(([name, words]) => ({ name, words, address: `${BASE}/duties?view=${name}` })),
      rows: open.items.map((one) => ({
        ...one,
        words: DUTY_WORDS[one.kind],
        subject: documents.get(one.documentId)?.subject ?? '',
      })),
      more: open.next === null ? null : `${BASE}/duties?view=${view}&after=${encodeURIComponent(open.next)}`,
      month: to.slice(0, 7).split('-').reverse().join('/'),
      figures: sharesOf(figures),
    });
  });
};

/** All agencies of the reader together; without anything that fell due there is no share, never 100 %. */
function sharesOf(figures: readonly DutyFigures[]) {
  return Object.entries(DUTY_WORDS).map(([kind, words]) => {
    const own = figures.filter((one) => one.kind === kind);
    const sum = (of: (one: DutyFigures) => number) => own.reduce((total, one) => total + of(one), 0);
    const kept = sum((one) => one.kept);
    const total = kept + sum((one) => one.late + one.open + one.missed);
    return { words, kept, total, percent: total === 0 ? null : Math.floor((100 * kept) / total) };
  });
}
