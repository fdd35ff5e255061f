import { sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Hub } from '../../hub.ts';
import { isLocal } from '../../platform/http/local.ts';
import { registry } from '../../platform/metrics.ts';
import type { JobQueue } from '../../platform/queue.ts';
import { identify, requireRight } from '../authenticate.ts';
import { octets, type Routes } from '../context.ts';
import { octetProblems } from '../schemas.ts';

const PROBE_MS = 2_000;
const tags = ['operation'];
const check = z.enum(['ok', 'failed', 'low']);
const readiness = z.object({
  ready: z.boolean(),
  role: z.enum(['all', 'api', 'worker']),
  queue: z.enum(['postgres', 'redis']),
  checks: z.object({ database: check, queue: check, disk: check }),
});

export const healthRoutes: Routes = (app, { hub, longPoll }) => {
  let probe: JobQueue<unknown> | undefined;

  app.get(
    '/livez',
    {
      schema: {
        operationId: 'livez',
        tags,
        summary: 'The process answers',
        security: [],
        response: { 200: z.object({ live: z.literal(true) }) },
      },
    },
    async () => ({ live: true as const }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'readyz',
        tags,
        summary: 'The hub can take documents: database, queue, space on the disk',
        security: [],
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      probe ??= hub.queue.queue('deliver');
      const [database, queue, disk] = await Promise.all([
        passes(hub.database.db.execute(sql`select 1`)),
        passes(probe.waiting()),
        hub.blobs.freeBytes().then(
          (free) => (free < hub.diskReserve ? ('low' as const) : ('ok' as const)),
          () => 'failed' as const,
        ),
      ]);
      const ready = [database, queue, disk].every((one) => one === 'ok') && !longPoll.stopped;
      const answer = { ready, role: hub.config.role, queue: hub.queue.name, checks: { database, queue, disk } };
      return reply.code(ready ? 200 : 503).send(answer);
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        tags,
        summary: 'Prometheus metrics; from this machine, or with a key that has the scope metrics',
        response: octetProblems,
      },
      config: { answer: octets('Prometheus text.', 'text/plain') },
    },
    async (request, reply) => {
      if (!isLocal(request)) await requireMetrics(hub, request);
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
};

async function requireMetrics(hub: Hub, request: FastifyRequest): Promise<void> {
  requireRight(await identify(hub, request), 'metrics.read');
}

function passes(probe: Promise<unknown>): Promise<'ok' | 'failed'> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve('failed'), PROBE_MS);
    probe
      .then(
        () => resolve('ok'),
        () => resolve('failed'),
      )
      .finally(() => clearTimeout(limit));
  });
}
