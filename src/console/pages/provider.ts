import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bindOwnIdentity, type Checks, logInByIdentity, type Provider } from '../../accounts/index.ts';
import { type HubError, isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { DEVICE_COOKIE, giveSession, keepSealed, readSealed } from '../cookies.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { goOn } from './go-on.ts';
import { showLogIn } from './log-in.ts';

const QUERY = z.object({ next: text.default('') });

/** What a browser carries to the provider and back, sealed: who asked for what. */
interface Errand {
  readonly checks: Checks;
  readonly next: string;
  /** Whose account is to be bound; null for a log-in. */
  readonly bindTo: string | null;
}

/** An identity that was shown and waits for its owner's word. */
interface Shown {
  readonly issuer: string;
  readonly subject: string;
  readonly accountId: string;
}

/** Logging in with an account elsewhere (OpenID Connect); no pages where none is configured. */
export const providerRoutes: ConsoleRoutes = (app, context) => {
  const { hub, provider } = context;
  if (!provider) return;

  app.get('/oidc', async (request, reply) => {
    const { next } = readQuery(request, QUERY);
    return leave(context, provider, request, reply, { next, bindTo: null });
  });

  app.get('/oidc/back', async (request, reply) => {
    const errand = readSealed<Errand>(request, hub, 'errand');
    if (!errand) return showLogIn(request, reply, context, { error: consoleError('FORM_EXPIRED') });
    const { next, bindTo } = errand;
    try {
      if (!context.mayTry(request.ip)) throw consoleError('LOGIN_TOO_OFTEN');
      const answer = new URL(addressOfReturn(context));
      answer.search = new URL(request.url, answer).search;
      const who = await provider.finish(answer, errand.checks);
      if (bindTo !== null) {
        const shown: Shown = { issuer: who.issuer, subject: who.subject, accountId: bindTo };
        keepSealed(reply, hub, 'shown', shown);
        return reply.redirect(`${BASE}/account/identity`, 303);
      }
      const opened = await logInByIdentity(hub.database.db, hub.vault, who, {
        address: request.ip,
        agent: request.headers['user-agent'] ?? '',
        device: request.cookies[DEVICE_COOKIE],
      });
      giveSession(reply, hub.config, opened);
      keepSealed(reply, hub, 'errand', null);
      return goOn(context, request, reply, opened.token, { next, form: '' });
    } catch (error) {
      return showLogIn(request, reply, context, { error: asProblem(error), kept: { next, form: '' } });
    }
  });
};

/** Binding an account elsewhere to one's own: shown first, and bound by a form of these pages. */
export const identityRoutes: ConsoleRoutes = (app, context) => {
  const { hub, provider } = context;
  if (!provider) return;

  app.get('/account/identity/begin', async (request, reply) => {
    const { accountId } = sessionOf(request).person;
    return leave(context, provider, request, reply, { next: '', bindTo: accountId });
  });

  app.get('/account/identity', async (request, reply) => {
    const shown = ownShown(context, request);
    if (!shown) return reply.redirect(`${BASE}/account`, 303);
    return show(request, reply, 'identity', wordOf('bindIdentity', languageOf(request)), {
      place: 'account',
      provider: provider.name,
      subject: shown.subject,
    });
  });

  app.post('/account/identity', async (request, reply) => {
    const { person } = sessionOf(request);
    const shown = ownShown(context, request);
    if (!shown) throw consoleError('FORM_EXPIRED');
    await hub.database.db.transaction((tx) => bindOwnIdentity(tx, person, shown));
    keepSealed(reply, hub, 'shown', null);
    return reply.redirect(`${BASE}/account`, 303);
  });
};

async function leave(
  context: ConsoleContext,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  errand: Omit<Errand, 'checks'>,
): Promise<FastifyReply> {
  try {
    const { address, checks } = await provider.begin(addressOfReturn(context));
    keepSealed(reply, context.hub, 'errand', { ...errand, checks });
    return reply.redirect(address, 303);
  } catch (error) {
    return showLogIn(request, reply, context, { error: asProblem(error), kept: { next: errand.next, form: '' } });
  }
}

function ownShown({ hub }: ConsoleContext, request: FastifyRequest): Shown | null {
  const shown = readSealed<Shown>(request, hub, 'shown');
  return shown?.accountId === sessionOf(request).person.accountId ? shown : null;
}

function addressOfReturn({ hub }: ConsoleContext): string {
  return new URL(`${BASE}/oidc/back`, hub.config.publicUrl).href;
}

function asProblem(error: unknown): HubError {
  if (isHubError(error)) return error;
  throw error;
}
