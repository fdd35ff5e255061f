import { endOwnSession, listSessions, readIdentity, readSecondFactor } from '../../accounts/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { wordOf } from '../words.ts';

/** A person's own account: where he is logged in, and what guards it. */
export const accountRoutes: ConsoleRoutes = (app, { hub, provider }) => {
  const { db } = hub.database;

  app.get('/account', async (request, reply) => {
    const { person } = sessionOf(request);
    const [sessions, factor, identity] = await Promise.all([
      listSessions(db, person.accountId, request.sessionToken!),
      readSecondFactor(db, person.accountId),
      provider && readIdentity(db, person.accountId, hub.config.oidcIssuer ?? ''),
    ]);
    return show(request, reply, 'account', wordOf('ownAccount', languageOf(request)), {
      place: 'account',
      roleWords: ROLE_WORDS[person.role],
      sessions,
      factor,
      provider: provider?.name ?? '',
      identity,
    });
  });

  app.post<{ Body: { session?: string } }>('/account/sessions', async (request, reply) => {
    const { person } = sessionOf(request);
    await db.transaction((tx) => endOwnSession(tx, person, String(request.body.session ?? '')));
    return reply.redirect(`${BASE}/account`, 303);
  });
};
