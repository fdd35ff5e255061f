import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { changePassword, logIn, logOut } from '../../accounts/index.ts';
import { type HubError, isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { DEVICE_COOKIE, giveSession, takeSession } from '../cookies.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf, rememberLanguage, show } from '../render.ts';
import { firstPage } from '../tabs.ts';
import { wordOf } from '../words.ts';
import { goOn, type Kept, ownAddress } from './go-on.ts';

const LANGUAGE = z.object({ to: oneOf(['vi', 'en']), next: z.string().catch('') });

interface LogInForm {
  readonly login?: string;
  readonly password?: string;
  /** What the reader was doing: an address, and a form as JSON. */
  readonly next?: string;
  readonly form?: string;
}

/** The pages that need no session. */
export const logInRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  app.get('/log-in', async (request, reply) => showLogIn(request, reply, context, {}));

  app.post<{ Body: LogInForm }>('/log-in', async (request, reply) => {
    const { login = '', password = '', next = '', form = '' } = request.body ?? {};
    const kept = { next, form };
    if (!context.mayTry(request.ip)) {
      return showLogIn(request, reply, context, { kept, error: consoleError('LOGIN_TOO_OFTEN'), login });
    }
    const agent = request.headers['user-agent'] ?? '';
    const given = { login, password, address: request.ip, agent, device: request.cookies[DEVICE_COOKIE] };
    const opened = await logIn(hub.database.db, hub.vault, given).catch((error) => {
      if (isHubError(error)) return error;
      throw error;
    });
    if (isHubError(opened)) return showLogIn(request, reply, context, { kept, error: opened, login });
    giveSession(reply, hub.config, opened);
    return goOn(context, request, reply, opened.token, kept);
  });

  app.get('/language', async (request, reply) => {
    const { to, next } = readQuery(request, LANGUAGE);
    rememberLanguage(reply, to);
    return reply.redirect(ownAddress(next), 303);
  });
};

/** What a person does to his own session. */
export const sessionRoutes: ConsoleRoutes = (app, { hub, provider }) => {
  app.post('/log-out', async (request, reply) => {
    const { person } = sessionOf(request);
    const idToken = await hub.database.db.transaction((tx) => logOut(tx, hub.vault, request.sessionToken!, person));
    takeSession(reply, hub.config);
    const back = new URL(`${BASE}/log-in`, hub.config.publicUrl ?? 'http://localhost').href;
    // Where the provider cannot be asked now, the person is out here all the same.
    const elsewhere = idToken && (await provider?.logOutAddress(idToken, back).catch(() => null));
    if (elsewhere) {
      request.session = null;
      const title = wordOf('loggedOut', languageOf(request));
      return show(request, reply, 'logged-out', title, { elsewhere, provider: provider!.name });
    }
    return reply.redirect(`${BASE}/log-in`, 303);
  });

  app.get('/password', async (request, reply) => showPassword(request, reply));

  app.post<{ Body: Record<string, string> }>('/password', async (request, reply) => {
    const { current = '', next = '', again = '' } = request.body;
    const language = languageOf(request);
    if (next !== again) return showPassword(request, reply, { again: wordOf('passwordsDiffer', language) });
    try {
      const { person } = sessionOf(request);
      await changePassword(hub.database.db, request.sessionToken!, person, { current, next });
    } catch (error) {
      if (!isHubError(error)) throw error;
      const field = error.code === 'PASSWORD_WEAK' ? 'next' : 'current';
      return showPassword(request, reply, { [field]: `${error.title(language)} ${error.fix(language)}` });
    }
    return reply.redirect(`${firstPage(sessionOf(request).person.role)}?note=passwordChanged`, 303);
  });
};

function showPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  wrong: Readonly<Record<string, string>> = {},
): FastifyReply {
  if (Object.keys(wrong).length > 0) reply.code(422);
  return show(request, reply, 'password', wordOf('changePassword', languageOf(request)), { wrong });
}

/** The login page; a form that came after the end of its session goes on from there. */
export function showLogIn(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ConsoleContext,
  with_: { kept?: Kept; ended?: boolean; error?: HubError; login?: string },
): FastifyReply {
  const { kept = { next: '', form: '' }, ended = false, error, login = '' } = with_;
  if (error) reply.code(error.spec.status);
  else if (ended) reply.code(401);
  const language = languageOf(request);
  return show(request, reply, 'log-in', wordOf('logIn', language), {
    kept,
    ended,
    login,
    wrong: error ? `${error.title(language)} ${error.fix(language)}` : '',
    demoAccounts: context.demoAccounts ?? [],
    provider: context.provider?.name ?? '',
  });
}
