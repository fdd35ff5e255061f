import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type AccountPage,
  changeAccount,
  endSessionsOf,
  listSessions,
  lockAccount,
  readAccount,
  readIdentity,
  readSecondFactor,
  resetPassword,
  resetSecondFactor,
  setIdentity,
  unlockAccount,
} from '../../accounts/index.ts';
import { handOver } from '../../acts/leaving.ts';
import { vietnamDay } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { Tx } from '../../platform/database.ts';
import { isHubError } from '../../platform/errors.ts';
import { type Acting, findAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { type WordKey, wordOf } from '../words.ts';
import { offerOf, readFacts, tellBeside, textOf, type UserForm } from './user-form.ts';
import { showPassword } from './users.ts';

type Act = { Params: { login: string }; Body: UserForm };
type Work = (tx: Tx, login: string, by: Acting, form: UserForm, config: Config) => Promise<unknown>;

/** What may be done to an account, each with why; afterwards the page says so in the words `userDone…`. */
const ACTS: Readonly<Record<string, { readonly work: Work; readonly told: WordKey }>> = {
  change: {
    work: async (tx, login, by, form) => changeAccount(tx, login, await readFacts(tx, form), by),
    told: 'userChanged',
  },
  lock: { work: lockAccount, told: 'userLocked' },
  leave: { work: (tx, login, by, form) => handOver(tx, login, textOf(form, 'to'), by), told: 'userLeft' },
  unlock: { work: unlockAccount, told: 'userUnlocked' },
  'second-factor': { work: resetSecondFactor, told: 'userFactorReset' },
  identity: {
    work: (tx, login, by, form, { oidcIssuer = '' }) =>
      setIdentity(tx, login, { issuer: oidcIssuer, subject: textOf(form, 'subject').trim() || null }, by),
    told: 'userChanged',
  },
  sessions: {
    work: (tx, login, by, form) => endSessionsOf(tx, login, textOf(form, 'session') || null, by),
    told: 'userSessionsEnded',
  },
};
const QUERY = z.object({
  told: z
    .enum(Object.values(ACTS).map(({ told }) => told))
    .nullable()
    .catch(null),
});

/** One account of somebody else: what it may do, where it is logged in, and what is done about it. */
export const oneUserRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get<{ Params: { login: string } }>('/users/:login', async (request, reply) => {
    const { told } = readQuery(request, QUERY);
    return showUser(context, request, reply, request.params.login, { told });
  });

  for (const [name, { work, told }] of Object.entries(ACTS)) {
    app.post<Act>(`/users/:login/${name}`, (request, reply) =>
      attempt(context, request, reply, name, async (by) => {
        await db.transaction((tx) => work(tx, request.params.login, by, request.body, context.hub.config));
        return reply.redirect(`${BASE}/users/${request.params.login}?told=${told}`, 303);
      }),
    );
  }

  app.post<Act>('/users/:login/password', (request, reply) =>
    attempt(context, request, reply, 'password', async (by) => {
      const { login, name } = await readAccount(db, request.params.login, by.principal);
      const { password } = await db.transaction((tx) => resetPassword(tx, login, by));
      return showPassword(request, reply, { login, name, password });
    }),
  );
};

/** What an act throws stands beside its own form, with what was typed. */
async function attempt(
  context: ConsoleContext,
  request: FastifyRequest<Act>,
  reply: FastifyReply,
  act: string,
  work: (by: Acting) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const typed = request.body;
  try {
    return await work({ principal: sessionOf(request).person.principal, why: textOf(typed, 'why') });
  } catch (error) {
    if (!isHubError(error) || error.code === 'ACCOUNT_UNKNOWN') throw error;
    const wrong = tellBeside(request, error);
    return showUser(context, request, reply.code(error.spec.status), request.params.login, { act, typed, wrong });
  }
}

interface Told {
  readonly told?: WordKey | null;
  /** The act that failed, what its form had, and what is wrong by field. */
  readonly act?: string;
  readonly typed?: UserForm;
  readonly wrong?: Readonly<Record<string, string>>;
}

async function showUser(
  { hub, provider }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  login: string,
  { told = null, act = '', typed, wrong = {} }: Told,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { person } = sessionOf(request);
  const user = await readAccount(db, login, person.principal);
  const [sessions, factor, identity, agencies, offer] = await Promise.all([
    listSessions(db, user.id),
    readSecondFactor(db, user.id),
    provider && readIdentity(db, user.id, hub.config.oidcIssuer ?? ''),
    findAgencies(db, user.agencyIds),
    offerOf(db, request),
  ]);
  const codes = [...agencies.values()].map(({ code }) => code).sort();
  return show(request, reply, 'user', wordOf('userPage', languageOf(request), { name: user.name }), {
    place: 'users',
    user,
    own: user.login === person.login,
    roleWords: ROLE_WORDS[user.role],
    works: [...agencies.values()],
    sessions,
    factor,
    identity,
    provider: provider?.name ?? '',
    told,
    act,
    wrong,
    typed: act === 'change' ? typed : typedOf(user, codes),
    why: textOf(typed ?? {}, 'why'),
    to: textOf(typed ?? {}, 'to'),
    ...offer,
  });
}

/** The form of changes as it stands before anybody types. */
function typedOf({ name, role, mandate }: AccountPage, codes: readonly string[]): UserForm {
  return {
    name,
    role,
    ids: [...codes],
    agencies: codes.join(', '),
    ...(mandate && {
      decision: mandate.decision,
      from: vietnamDay(mandate.fromAt),
      to: lastDayBefore(mandate.untilAt),
      until: lastDayBefore(mandate.expiresAt),
    }),
  };
}

function lastDayBefore(moment: Date): string {
  return vietnamDay(new Date(moment.getTime() - 1));
}
