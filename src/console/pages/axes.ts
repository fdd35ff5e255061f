import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { switchAxis } from '../../administration/index.ts';
import { axisQueues } from '../../delivery/index.ts';
import { listAxes, may } from '../../registry/index.ts';
import { attempt, type Failed, type Fields, NOTHING_FAILED, principalOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { linkState } from '../link-state.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const QUERY = z.object({ note: oneOf(['', 'axisStarted', 'axisStopped']) });

/** The links to other axes: whether each answers, what waits for it and how long, what it last said. */
export const axisRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/axes', (request, reply) => showAxes(context, request, reply, NOTHING_FAILED));

  for (const [verb, note] of [
    ['start', 'axisStarted'],
    ['stop', 'axisStopped'],
  ] as const) {
    app.post<{ Params: { name: string }; Body: Fields }>(`/axes/:name/${verb}`, (request, reply) => {
      const { name } = request.params;
      return attempt(
        request,
        reply,
        { act: name, typed: request.body },
        async (by) => {
          await db.transaction((tx) => switchAxis(tx, name, verb === 'start', by));
          return reply.redirect(`${BASE}/axes?note=${note}`, 303);
        },
        (failed) => showAxes(context, request, reply, failed),
      );
    });
  }
};

async function showAxes(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { note } = readQuery(request, QUERY);
  const [axes, waiting] = await Promise.all([listAxes(db), axisQueues(db)]);
  const queues = new Map(waiting.map((one) => [one.axis, one]));
  const now = hub.clock.now();
  return show(request, reply, 'axes', wordOf('axes', languageOf(request)), {
    place: 'axes',
    axes: axes.map((axis) => {
      const queue = queues.get(axis.name);
      const oldestSeconds = queue ? Math.max(0, (now - queue.oldestAt.getTime()) / 1_000) : null;
      return { ...axis, ...linkState(axis), waiting: queue?.waiting ?? 0, urgent: queue?.urgent ?? 0, oldestSeconds };
    }),
    mayManage: may(principalOf(request), 'admin'),
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    failed,
  });
}
