import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { switchConnection } from '../../administration/index.ts';
import { countReceivers, listConnections, may } from '../../registry/index.ts';
import { type Failed, NOTHING_FAILED, principalOf } from '../administering.ts';
import type { ConsoleContext, ConsoleRoutes } from '../context.ts';
import { linkState } from '../link-state.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { switchRoutes } from './link-switch.ts';

const QUERY = z.object({ note: oneOf(['', 'connectionSaved', 'connectionStarted', 'connectionStopped']) });

/** The document systems that the hub calls: whether each answers, and how many agencies receive by it. */
export const connectionListRoutes: ConsoleRoutes = (app, context) => {
  app.get('/connections', (request, reply) => showConnections(context, request, reply, NOTHING_FAILED));

  switchRoutes(app, context, {
    place: 'connections',
    notes: { start: 'connectionStarted', stop: 'connectionStopped' },
    change: switchConnection,
    show: (request, reply, failed) => showConnections(context, request, reply, failed),
  });
};

async function showConnections(
  { hub, kinds }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { note } = readQuery(request, QUERY);
  const [connections, receivers] = await Promise.all([listConnections(db), countReceivers(db)]);
  return show(request, reply, 'connections', wordOf('connections', languageOf(request)), {
    place: 'connections',
    connections: connections.map((one) => ({
      ...one,
      ...linkState(one),
      kind: kinds.all.find((kind) => kind.name === one.adapter)?.title ?? null,
      receivers: receivers.get(one.name) ?? 0,
    })),
    kinds: kinds.all,
    mayManage: may(principalOf(request), 'admin'),
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    failed,
  });
}
