import { z } from 'zod';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { listRegister } from '../../register/index.ts';
import { BASE, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
const QUERY = z.object({
  agency: text.optional(),
  year: z
    .string()
    .regex(/^20\d\d$/)
    .optional()
    .catch(undefined),
  below: whole.optional(),
});

/** Sổ đăng ký văn bản đến of one agency and year (NĐ 30/2020, Phụ lục IV, mục VI); printing the page gives the book. */
export const registerRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/register', async (request, reply) => {
    const { agency: code, year: asked, below } = readQuery(request, QUERY);
    const agency = code ? request.agencies.find((one) => one.code === code) : request.agencies[0];
    if (!agency) throw consoleError('PAGE_UNKNOWN');
    const thisYear = vietnamDay(await transactionTime(db)).slice(0, 4);
    const year = asked ?? thisYear;
    const { items, next } = await listRegister(db, {
      agencyId: agency.id,
      year: Number(year),
      limit: PAGE,
      ...(below !== undefined && { below }),
    });
    const address = new URLSearchParams({ agency: agency.code, year, below: String(next) });
    return show(request, reply, 'register', wordOf('register', languageOf(request)), {
      place: 'register',
      agency,
      year,
      rows: items.map((one) => ({ ...one, registeredOn: vietnamDay(one.registeredAt), handedOn: dayOf(one.handedAt) })),
      more: next === null ? null : `${BASE}/register?${address}`,
    });
  });
};

function dayOf(moment: Date | null): string | null {
  return moment && vietnamDay(moment);
}
