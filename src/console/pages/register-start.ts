import type { FastifyReply, FastifyRequest } from 'fastify';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { lastArrivalNumber, seriesOf, startArrivals, startOutgoing } from '../../register/index.ts';
import type { Agency } from '../../registry/index.ts';
import { type Field, readForm } from '../book-fields.ts';
import { agencyOf, askedAgency } from '../book-period.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

type Form = { Body: Record<string, string> };

/** High enough for any office, and low enough that a slip of the finger does not end a series. */
const HIGHEST_START = 999_999;
const NUMBER: Field = { name: 'number', word: 'startNumber', kind: 'whole', most: HIGHEST_START, required: true };
const WHY: Field = { name: 'why', word: 'why', kind: 'text', most: 200, required: true };
const NOTATION: Field = {
  name: 'notation',
  word: 'notation',
  kind: 'text',
  most: 30,
  required: true,
  hint: 'startNotationHint',
};
const FIELDS = { incoming: [NUMBER, WHY], outgoing: [NOTATION, NUMBER, WHY] } as const;
type Side = keyof typeof FIELDS;

/** The number with which a book goes on, for an agency that has begun its year on paper; only upwards. */
export const startRoutes: ConsoleRoutes = (app, context) => {
  app.get<Form>('/register/start', async (request, reply) => {
    const agency = askedAgency(request, 'register.keep');
    return showStart(context, request, reply, agency, {});
  });
  for (const side of Object.keys(FIELDS) as Side[]) {
    app.post<Form>(`/register/start/${side}`, (request, reply) => start(context, request, reply, side));
  }
};

async function start(
  context: ConsoleContext,
  request: FastifyRequest<Form>,
  reply: FastifyReply,
  side: Side,
): Promise<FastifyReply> {
  const { db } = context.hub.database;
  const typed = request.body;
  const agency = agencyOf(request, 'register.keep', typed.agency);
  const { values, wrong } = readForm(FIELDS[side], typed);
  const again = { [side]: { values, wrong, bad: '' } };
  if (Object.keys(wrong).length > 0) return showStart(context, request, reply.code(422), agency, again);
  const year = await thisYear(context);
  const asked = { number: Number(values.number), why: values.why!, principal: sessionOf(request).person.principal };
  try {
    await db.transaction((tx) =>
      side === 'incoming'
        ? startArrivals(tx, agency.id, year, asked)
        : startOutgoing(tx, { agencyId: agency.id, year, series: seriesOf(values.notation!) }, asked),
    );
  } catch (error) {
    if (!isHubError(error)) throw error;
    const language = languageOf(request);
    const bad = `${error.title(language)} ${error.fix(language)}`;
    return showStart(context, request, reply.code(error.spec.status), agency, { [side]: { values, wrong, bad } });
  }
  return reply.redirect(`${BASE}/register?${new URLSearchParams({ agency: agency.code, book: side })}`, 303);
}

interface Told {
  readonly values: Readonly<Record<string, string>>;
  readonly wrong: Readonly<Record<string, WordKey>>;
  readonly bad: string;
}

async function showStart(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  agency: Agency,
  told: Partial<Record<Side, Told>>,
): Promise<FastifyReply> {
  const year = await thisYear(context);
  return show(request, reply, 'register-start', wordOf('startTitle', languageOf(request)), {
    place: 'register',
    agency,
    year,
    last: await lastArrivalNumber(context.hub.database.db, agency.id, year),
    forms: (Object.keys(FIELDS) as Side[]).map((side) => ({
      side,
      fields: FIELDS[side],
      ...(told[side] ?? { values: {}, wrong: {}, bad: '' }),
    })),
  });
}

async function thisYear({ hub }: ConsoleContext): Promise<number> {
  return Number(vietnamDay(await transactionTime(hub.database.db)).slice(0, 4));
}
