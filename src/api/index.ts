import swagger from '@fastify/swagger';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Hub } from '../hub.ts';
import { type Door, openListener } from '../listener.ts';
import { loadConfig } from '../platform/config.ts';
import { sendProblem } from '../platform/http/problem.ts';
import { openLog } from '../platform/log.ts';
import { identify } from './authenticate.ts';
import type { ApiContext, App } from './context.ts';
import { description } from './describe.ts';
import { apiError } from './errors.ts';
import { openLongPoll } from './long-poll.ts';
import { explain } from './problem.ts';
import { agencyRoutes } from './routes/agencies.ts';
import { contentRoutes } from './routes/content.ts';
import { documentRoutes } from './routes/documents.ts';
import { dossierRoutes } from './routes/dossiers.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { pageRoutes } from './routes/pages.ts';
import { recallRoutes } from './routes/recalls.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/report.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { submitRoutes } from './routes/submit.ts';

export { apiErrors } from './errors.ts';

/** The REST door, the one that also answers for addresses that no door has. Waiting inboxes answer before it closes. */
export function restDoor(hub: Hub): Door {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>() as App;
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    const allowed = rememberMethods(app);
    takeEmptyJson(app);
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
    });
    await app.register(async (scope) => {
      pageRoutes(scope as App, context);
      healthRoutes(scope as App, context);
    });
    await app.register(async (scope) => v1Routes(scope as App, context), { prefix: '/v1' });
  };
}

async function v1Routes(scope: App, context: ApiContext): Promise<void> {
  scope.addHook('onRequest', async (request) => {
    request.principal = await identify(context.hub, request);
  });
  await scope.register(async (uploads) => submitRoutes(uploads as App, context));
  documentRoutes(scope, context);
  contentRoutes(scope, context);
  submissionRoutes(scope, context);
  receiptRoutes(scope, context);
  inboxRoutes(scope, context);
  reportRoutes(scope, context);
  recallRoutes(scope, context);
  dossierRoutes(scope, context);
  agencyRoutes(scope, context);
}

/** The OpenAPI description. The routes are told of, never run: no part of a hub is behind them. */
export async function describeApi(): Promise<object> {
  const paper = { config: loadConfig({}), log: openLog('silent'), database: {} } as unknown as Hub;
  const app = await openListener(paper, [restDoor(paper)]);
  const description = await app.inject('/v1/openapi.json');
  await app.close();
  return description.json();
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
