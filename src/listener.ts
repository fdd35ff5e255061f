import fastify, { type FastifyInstance } from 'fastify';
import type { Hub } from './hub.ts';
import { closeQuietConnections, createServer, JSON_BODY_BYTES, refuseConnection } from './platform/http/server.ts';
import { requests } from './platform/metrics.ts';
import type { Principal } from './registry/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who speaks; set before the body is read, on every route that needs to know. */
    principal: Principal;
    /** The code of the problem that was answered, for the log line. */
    errorCode: string | null;
  }
}

/** A hub that stops lets what is under way end for this long; a slow upload is then cut and may be sent again. */
const CLOSING_MS = 10_000;

/** Adds what a door answers; it has a scope of its own, so that no parser, hook or error handler reaches another door. */
export type Door = (scope: FastifyInstance) => Promise<void>;

/** The one HTTP server with all its doors, ready to listen or to be asked by `inject`. */
export async function openListener(hub: Hub, doors: readonly Door[]): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: (handler) => createServer(hub.config, handler),
    clientErrorHandler: (error, socket) => refuseConnection(hub.config, hub.log, error, socket),
    trustProxy: hub.config.trustedProxies.length > 0 ? hub.config.trustedProxies : false,
    bodyLimit: JSON_BODY_BYTES,
    // A HEAD that ran the handler of GET would release content that nobody gets.
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 250 },
    logger: false,
  }) as unknown as FastifyInstance;
  app.decorateRequest('principal', null as never);
  app.decorateRequest('errorCode', null);
  watch(app, hub);
  for (const door of doors) await app.register(door);
  app.addHook('preClose', async () => {
    closeQuietConnections(app.server);
    setTimeout(() => app.server.closeAllConnections(), CLOSING_MS).unref();
  });
  await app.ready();
  return app;
}

/** One line a request, with the code of its problem; never a body, a key or a query. */
function watch(app: FastifyInstance, hub: Hub): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.raw.writableFinished ? reply.statusCode : 499;
    requests.observe({ method: request.method, route, status: String(status) }, reply.elapsedTime / 1_000);
    const line = {
      method: request.method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      ...(request.principal && { actor: request.principal.actor }),
      ...(request.errorCode !== null && { code: request.errorCode }),
    };
    hub.log[status >= 500 ? 'warn' : request.errorCode === null ? 'debug' : 'info'](line, 'answered');
  });
}
