import { dutyFigures } from '../../duty/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { may, registryError } from '../../registry/index.ts';
import { type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { sharesOf } from './duties.ts';

/** How much of what the law wants was done in time this month, all agencies together. */
export const figureRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/figures', async (request, reply) => {
    if (!may(sessionOf(request).person.principal, 'figures.read')) {
      throw registryError('FORBIDDEN', { act: 'figures.read' });
    }
    const to = vietnamDay(await transactionTime(db));
    const figures = await dutyFigures(db, { from: `${to.slice(0, 7)}-01`, to });
    return show(request, reply, 'figures', wordOf('figures', languageOf(request)), {
      place: 'figures',
      month: to.slice(0, 7).split('-').reverse().join('/'),
      figures: sharesOf(figures),
    });
  });
};
