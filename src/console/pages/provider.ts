import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  bindOwnIdentity,
  type Checks,
  logInByIdentity,
  type Provider,
  storeForm,
  takeForm,
} from '../../accounts/index.ts';
import { type HubError, isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { DEVICE_COOKIE, giveSession, keepSealed, readSealed } from '../cookies.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { goOn, type Kept, LONGEST_KEPT } from './go-on.ts';
import { showLogIn } from './log-in.ts';

const QUERY = z.object({ next: text.default('') });

/** What a browser carries to the provider and back, sealed: who asked for what. */
interface Errand {
  readonly checks: Checks;
  readonly next: string;
  /** By which a form is taken back that was typed before; null where there is none. */
  readonly formId: string | null;
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
    const left = await leave(context, provider, reply, { next, formId: null, bindTo: null });
    return 'problem' in left
      ? showLogIn(request, reply, context, { error: left.problem, kept: { next, form: '' } })
      : reply.redirect(left.address, 303);
  });

  // With a form that came after its session had ended. Browsers follow no redirect of a form to another site here
  // (form-action 'self'), so the way there is a link.
  app.post<{ Body: Partial<Kept> }>('/oidc', async (request, reply) => {
    const { next = '', form = '' } = request.body ?? {};
    const kept = { next, form };
    if (!context.mayTry(request.ip)) {
      return showLogIn(request, reply, context, { error: consoleError('LOGIN_TOO_OFTEN'), kept });
    }
    const formId = await hub.database.db.transaction((tx) => storeForm(tx, hub.vault, form.slice(0, LONGEST_KEPT)));
    const left = await leave(context, provider, reply, { next, formId, bindTo: null });
    if ('problem' in left) return showLogIn(request, reply, context, { error: left.problem, kept });
    const title = wordOf('logIn', languageOf(request));
    return show(request, reply, 'leave', title, { address: left.address, provider: provider.name });
  });

  app.get('/oidc/back', async (request, reply) => {
    const errand = readSealed<Errand>(request, hub, 'errand');
    if (!errand) return showLogIn(request, reply, context, { error: consoleError('FORM_EXPIRED') });
    const { next, formId, bindTo } = errand;
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
      const form = formId === null ? '' : await takeForm(hub.database.db, hub.vault, formId);
      return goOn(context, request, reply, opened.token, { next, form });
    } catch (error) {
      const form = formId === null ? '' : await takeForm(hub.database.db, hub.vault, formId);
      return showLogIn(request, reply, context, { error: asProblem(error), kept: { next, form } });
    }
  });
};

/** Binding an account elsewhere to one's own: shown first, and bound by a form of these pages. */
export const identityRoutes: ConsoleRoutes = (app, context) => {
  const { hub, provider } = context;
  if (!provider) return;

  app.get('/account/identity/begin', async (request, reply) => {
    const { accountId } = sessionOf(request).person;
    const left = await leave(context, provider, reply, { next: '', formId: null, bindTo: accountId });
    if ('problem' in left) throw left.problem;
    return reply.redirect(left.address, 303);
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

/** Gives a browser its errand; where it goes with it, or why it cannot now. */
async function leave(
  context: ConsoleContext,
  provider: Provider,
  reply: FastifyReply,
  errand: Omit<Errand, 'checks'>,
): Promise<{ address: string } | { problem: HubError }> {
  try {
    const { address, checks } = await provider.begin(addressOfReturn(context));
    keepSealed(reply, context.hub, 'errand', { ...errand, checks });
    return { address };
  } catch (error) {
    return { problem: asProblem(error) };
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
