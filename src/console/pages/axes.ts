import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { switchAxis } from '../../administration/index.ts';
import { axisQueues } from '../../delivery/index.ts';
import { listAxes, may } from '../../registry/index.ts';
import { type Failed, NOTHING_FAILED, principalOf } from '../administering.ts';
import type { ConsoleContext, ConsoleRoutes } from '../context.ts';
import { linkState } from '../link-state.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { switchRoutes } from './link-switch.ts';

const QUERY = z.object({ note: oneOf(['', 'axisStarted', 'axisStopped']) });

/** The links to other axes: whether each answers, what waits for it and how long, what it last said. */
export const axisRoutes: ConsoleRoutes = (app, context) => {
  app.get('/axes', (request, reply) => showAxes(context, request, reply, NOTHING_FAILED));

  switchRoutes(app, context, {
    place: 'axes',
    notes: { start: 'axisStarted', stop: 'axisStopped' },
    change: switchAxis,
    show: (request, reply, failed) => showAxes(context, request, reply, failed),
  });
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
