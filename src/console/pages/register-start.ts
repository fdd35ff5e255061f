import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { lastArrivalNumber, seriesOf, startArrivals, startOutgoing } from '../../register/index.ts';
import { type Agency, linesOf, may, resolveAgencies } from '../../registry/index.ts';
import { principalOf } from '../administering.ts';
import { type Field, readForm } from '../book-fields.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery, text } from '../query.ts';
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
const QUERY = z.object({ agency: text.optional(), told: oneOf(['', 'started']) });

/** The number with which a book goes on, for an agency that has begun its year on paper; only upwards. */
export const startRoutes: ConsoleRoutes = (app, context) => {
  app.get<Form>('/register/start', async (request, reply) => {
    const { agency: code, told } = readQuery(request, QUERY);
    const agency = await agencyToStart(context, request, code);
    return showStart(context, request, reply, agency, {}, told === 'started');
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
  const agency = await agencyToStart(context, request, typed.agency);
  const { values, wrong } = readForm(FIELDS[side], typed);
  const again = { [side]: { values, wrong, bad: '' } };
  if (Object.keys(wrong).length > 0) return showStart(context, request, reply.code(422), agency, again);
  const year = await thisYear(context);
  const asked = { number: Number(values.number), why: values.why!, principal: principalOf(request) };
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
  return reply.redirect(`${BASE}/register/start?${new URLSearchParams({ agency: agency.code, told: 'started' })}`, 303);
}

/** One of a clerk's agencies, or any at or below those of an administrator. @throws PAGE_UNKNOWN */
async function agencyToStart({ hub }: ConsoleContext, request: FastifyRequest, code?: string): Promise<Agency> {
  const { db } = hub.database;
  const agency = code ? (await resolveAgencies(db, [code])).get(code) : request.agencies[0];
  if (!agency) throw consoleError('PAGE_UNKNOWN');
  const object = { recipientIds: [agency.id], lines: await linesOf(db, [agency.id]) };
  if (!may(principalOf(request), 'register.start', object)) throw consoleError('PAGE_UNKNOWN');
  return agency;
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
  started = false,
): Promise<FastifyReply> {
  const year = await thisYear(context);
  return show(request, reply, 'register-start', wordOf('startTitle', languageOf(request)), {
    place: keepsBook(request) ? 'register' : 'agencies',
    keepsBook: keepsBook(request),
    started,
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

/** Whoever does not keep the book comes from the page of its agency. */
function keepsBook(request: FastifyRequest): boolean {
  return principalOf(request).kind === 'person';
}

async function thisYear({ hub }: ConsoleContext): Promise<number> {
  return Number(vietnamDay(await transactionTime(hub.database.db)).slice(0, 4));
}
