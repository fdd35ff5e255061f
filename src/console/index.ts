import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openProvider, type Provider } from '../accounts/index.ts';
import type { Hub } from '../hub.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { openLimit } from '../platform/http/limit.ts';
import { newId } from '../platform/ids.ts';
import { assetRoutes } from './assets.ts';
import { BASE, type ConsoleContext, type ConsoleOptions, type DemoAccount, sessionOf } from './context.ts';
import { readField } from './days.ts';
import { DESKS } from './desks.ts';
import { consoleError } from './errors.ts';
import { protectAnswers, requireRole, requireSession } from './guard.ts';
import { accountRoutes } from './pages/account.ts';
import { logInRoutes, sessionRoutes } from './pages/log-in.ts';
import { mailAnswerRoutes } from './pages/mail-answer.ts';
import { identityRoutes, providerRoutes } from './pages/provider.ts';
import { secondFactorRoutes } from './pages/second-factor.ts';
import { signServiceRoutes } from './pages/signing.ts';
import { languageOf, show } from './render.ts';
import { firstPage } from './tabs.ts';
import { wordOf } from './words.ts';

export { BASE as CONSOLE_BASE } from './context.ts';
export { consoleErrors } from './errors.ts';
export type { ConsoleOptions, DemoAccount };

/** Longest form without a file. */
const FORM_BYTES = 256 * 1024;

/** Tries to log in from one address in a minute: an office behind one address has its people, a guesser has no more. */
const TRIES_A_MINUTE = 30;

/** The web pages, as a part of the hub's one server. Everything below `/console`. */
export function consoleDoor(hub: Hub, options: ConsoleOptions): (app: FastifyInstance) => Promise<void> {
  const context: ConsoleContext = {
    hub,
    provider: providerOf(hub),
    mayTry: openLimit(() => hub.clock.monotonic(), TRIES_A_MINUTE),
    ...options,
  };
  return async (app) => {
    app.decorateRequest('session', null);
    app.decorateRequest('sessionToken', null);
    app.decorateRequest('agencies', null as never);
    await app.register(
      async (scope) => {
        await scope.register(cookie);
        await scope.register(formbody, { bodyLimit: FORM_BYTES, parser: readFields });
        await scope.register(multipart);
        scope.setErrorHandler((failure, request, reply) => showProblem(hub, request, reply, failure));
        scope.setNotFoundHandler((request, reply) => showProblem(hub, request, reply, consoleError('PAGE_UNKNOWN')));
        protectAnswers(scope);
        await scope.register(async (open) => {
          assetRoutes(open);
          logInRoutes(open, context);
          signServiceRoutes(open, context);
          providerRoutes(open, context);
          await open.register(async (mailed) => mailAnswerRoutes(mailed, context));
        });
        await scope.register(async (inside) => {
          requireSession(inside, context);
          inside.get('/', async (request, reply) => reply.redirect(firstPage(sessionOf(request).person.role), 303));
          sessionRoutes(inside, context);
          accountRoutes(inside, context);
          secondFactorRoutes(inside, context);
          identityRoutes(inside, context);
          for (const { roles, pages } of DESKS) {
            await inside.register(async (desk) => {
              requireRole(desk, roles);
              for (const routes of pages) routes(desk, context);
            });
          }
        });
      },
      { prefix: BASE },
    );
  };
}

function providerOf({ config, outbound }: Hub): Provider | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret, oidcName: name } = config;
  if (issuer === undefined || clientId === undefined) return null;
  return openProvider({ issuer, clientId, clientSecret, name }, outbound);
}

/** Only a list's ticked lines come more than once; of any other field that does, the last counts. */
function readFields(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text);
  const read = [...fields].map(([name, value]) => [name, readField(name, value)]);
  return { ...Object.fromEntries(read), ...(fields.has('ids') && { ids: fields.getAll('ids') }) };
}

/** A page that says what is wrong and what to do; a defect is told by its number only, the log has the rest. */
function showProblem(hub: Hub, request: FastifyRequest, reply: FastifyReply, failure: unknown): FastifyReply {
  const error = asProblem(hub, failure);
  request.errorCode = error.code;
  const language = languageOf(request);
  const problem = { title: error.title(language), fix: error.fix(language), code: error.code };
  reply.code(error.spec.status);
  return show(request, reply, 'problem', wordOf('error', language), { problem, place: '' });
}

function asProblem(hub: Hub, failure: unknown): HubError {
  if (isHubError(failure))
    return ['NOT_FOUND', 'DELIVERY_NOT_FOUND'].includes(failure.code) ? consoleError('PAGE_UNKNOWN') : failure;
  const status = (failure as { statusCode?: number }).statusCode ?? 500;
  if (status >= 400 && status < 500) return consoleError('FORM_UNREADABLE');
  const incident = newId();
  hub.log.error({ error: failure, incident }, 'a page failed');
  return consoleError('PAGE_FAILED', { incident });
}
