import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listLanes, pauseLane, resumeLane } from '../../delivery/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { listSystems, resolveAgencies, WEB_SYSTEM } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { peopleAmong } from '../people.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const MOST_LANES = 500;
const QUERY = z.object({ note: oneOf(['', 'passwordChanged', 'lanePaused', 'laneResumed']) });

type Act = { Body: { lane?: string; why?: string } };

/** Every recipient that is pushed to: what waits, what is wrong, who paused it; and the systems, when they last called. */
export const laneRoutes: ConsoleRoutes = (app, context) => {
  app.get('/lanes', async (request, reply) => {
    const { note } = readQuery(request, QUERY);
    const told = note === '' ? '' : wordOf(note, languageOf(request));
    return showLanes(context, request, reply, { told });
  });
  app.post<Act>('/lanes/pause', (request, reply) => act(context, request, reply, pauseLane, 'lanePaused'));
  app.post<Act>('/lanes/resume', (request, reply) => act(context, request, reply, resumeLane, 'laneResumed'));
};

async function act(
  context: ConsoleContext,
  request: FastifyRequest<Act>,
  reply: FastifyReply,
  change: typeof pauseLane,
  note: WordKey,
): Promise<FastifyReply> {
  const { hub } = context;
  const { lane = '', why = '' } = request.body;
  const { principal } = sessionOf(request).person;
  try {
    await hub.database.db.transaction((tx) => change(tx, lane, { principal, why }));
  } catch (error) {
    if (!isHubError(error)) throw error;
    const language = languageOf(request);
    const wrong = { lane, words: `${error.title(language)} ${error.fix(language)}` };
    return showLanes(context, request, reply.code(error.spec.status), { wrong, typed: why });
  }
  hub.delivery.nudge();
  return reply.redirect(`${BASE}/lanes?note=${note}`, 303);
}

async function showLanes(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  told: { told?: string; wrong?: { lane: string; words: string }; typed?: string },
): Promise<FastifyReply> {
  const { db } = hub.database;
  const [lanes, all] = await Promise.all([listLanes(db, MOST_LANES), listSystems(db)]);
  const systems = all.filter((one) => one.name !== WEB_SYSTEM && one.disabledAt === null);
  return show(request, reply, 'lanes', wordOf('lanes', languageOf(request)), {
    place: 'lanes',
    lanes: lanes.map((lane) => ({
      ...lane,
      code: lane.axis ?? lane.agency?.code ?? lane.key,
      systems: systems.filter((one) => lane.agency && one.agencies.includes(lane.agency.code)),
    })),
    systems: systems.sort((one, other) => (one.seenAt?.getTime() ?? 0) - (other.seenAt?.getTime() ?? 0)),
    names: await resolveAgencies(
      db,
      systems.flatMap((one) => one.agencies),
    ),
    people: await peopleAmong(
      db,
      lanes.flatMap((lane) => lane.paused?.by ?? []),
    ),
    now: hub.clock.now(),
    told: '',
    wrong: null,
    typed: '',
    ...told,
  });
}
