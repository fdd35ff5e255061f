import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Hub } from '../hub.ts';
import { loadConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { requests } from '../platform/metrics.ts';
import { identify } from './authenticate.ts';
import type { ApiContext, App } from './context.ts';
import { description } from './describe.ts';
import { apiError } from './errors.ts';
import { openLongPoll } from './long-poll.ts';
import { explain, JSON_BODY_BYTES, sendProblem } from './problem.ts';
import { agencyRoutes } from './routes/agencies.ts';
import { contentRoutes } from './routes/content.ts';
import { documentRoutes } from './routes/documents.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { pageRoutes } from './routes/pages.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/report.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { submitRoutes } from './routes/submit.ts';
import { closeQuietConnections, createServer, refuseConnection } from './server.ts';

export { apiErrors } from './errors.ts';

/** A hub that stops lets what is under way end for this long; a slow upload is then cut and may be sent again. */
const CLOSING_MS = 10_000;

/** The REST door, ready to listen or to be asked by `inject`. Closing it lets waiting inboxes answer first. */
export async function openApi(hub: Hub): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: (handler) => createServer(hub.config, handler),
    clientErrorHandler: (error, socket) => refuseConnection(hub.config, hub.log, error, socket),
    trustProxy: hub.config.trustedProxies.length > 0 ? hub.config.trustedProxies : false,
    bodyLimit: JSON_BODY_BYTES,
    // A HEAD that ran the handler of GET would release content that nobody gets.
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 250 },
    logger: false,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('principal', null as never);
  app.decorateRequest('errorCode', null);
  const allowed = rememberMethods(app);
  takeEmptyJson(app);
  watch(app, hub);

  app.setErrorHandler((failure, request, reply) => sendProblem(request, reply, explain(failure, request, hub.log)));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!.slice(0, 200);
    const allow = allowed(path);
    if (allow.length === 0) {
      return sendProblem(request, reply, apiError('ROUTE_UNKNOWN', { method: request.method, path }));
    }
    reply.header('allow', allow.join(', '));
    const facts = { method: request.method, path, allow: allow.join(', ') };
    return sendProblem(request, reply, apiError('METHOD_NOT_ALLOWED', facts));
  });

  await app.register(swagger, description);
  const context: ApiContext = { hub, longPoll: openLongPoll(hub.database.db, hub.log) };
  // A connection that is kept alive after its last answer would hold up the stop.
  app.addHook('onSend', async (_request, reply) => {
    if (context.longPoll.stopped) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    context.longPoll.stop();
    closeQuietConnections(app.server);
    setTimeout(() => app.server.closeAllConnections(), CLOSING_MS).unref();
  });
  await app.register(async (scope) => {
    pageRoutes(scope as App, context);
    healthRoutes(scope as App, context);
  });
  await app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request) => {
        request.principal = await identify(hub, request);
      });
      await scope.register(async (uploads) => submitRoutes(uploads as App, context));
      for (const routes of [
        documentRoutes,
        contentRoutes,
        submissionRoutes,
        receiptRoutes,
        inboxRoutes,
        reportRoutes,
        agencyRoutes,
      ]) {
        routes(scope as App, context);
      }
    },
    { prefix: '/v1' },
  );
  await app.ready();
  return app as unknown as FastifyInstance;
}

/** The OpenAPI description. The routes are told of, never run: no part of a hub is behind them. */
export async function describeApi(): Promise<object> {
  const paper = { config: loadConfig({}), log: openLog('silent'), database: {} };
  const app = await openApi(paper as unknown as Hub);
  const description = app.swagger();
  await app.close();
  return description;
}

/** One line a request, with the code of its problem; never a body, a key or a query. */
function watch(app: App, hub: Hub): void {
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

/** An acknowledgement has nothing to say: an empty body of type JSON is no error. */
function takeEmptyJson(app: App): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body).trim();
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(text));
    } catch {
      done(apiError('REQUEST_NOT_JSON'));
    }
  });
}

/** Which methods a path takes, for 405: fastify itself knows only that method and path together are unknown. */
function rememberMethods(app: App): (path: string) => string[] {
  const routes: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/:[a-zA-Z]+/g, '[^/]+')}/?$`);
    for (const one of [method].flat()) routes.push({ pattern, method: one });
  });
  return (path) => routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
