import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addAccount, listAccounts } from '../../accounts/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { wordOf } from '../words.ts';
import { offerOf, readFacts, tellBeside, textOf, type UserForm, unitsOf } from './user-form.ts';

const PAGE = 50;
const MOST_UNITS = 200;
const QUERY = z.object({ q: text.default(''), after: text.optional() });

/** The people whose accounts the reader keeps, of his branch or all; and a new one. */
export const userRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/users', async (request, reply) => {
    const { role, principal } = sessionOf(request).person;
    const { q, after } = readQuery(request, QUERY);
    const rows = await listAccounts(db, {
      text: q,
      limit: PAGE + 1,
      ...(role === 'agency-admin' && { branch: [...principal.agencyIds] }),
      ...(after !== undefined && { after }),
    });
    const shown = rows.slice(0, PAGE);
    const units = role === 'agency-admin' ? await unitsOf(db, [...principal.agencyIds]) : [];
    const next = new URLSearchParams({ q, after: shown.at(-1)?.login ?? '' });
    return show(request, reply, 'users', wordOf('users', languageOf(request)), {
      place: 'users',
      text: q,
      units: units.slice(0, MOST_UNITS),
      rows: shown.map((row) => ({ ...row, roleWords: ROLE_WORDS[row.role] })),
      more: rows.length > PAGE ? `${BASE}/users?${next}` : null,
    });
  });

  app.get('/users/new', async (request, reply) => showNew(context, request, reply, {}));

  app.post<{ Body: UserForm }>('/users/new', async (request, reply) => {
    const typed = request.body;
    const { principal } = sessionOf(request).person;
    const by = { principal, why: textOf(typed, 'why') };
    try {
      const login = textOf(typed, 'login').trim().toLowerCase();
      const { password } = await db.transaction(async (tx) =>
        addAccount(tx, { login, ...(await readFacts(tx, typed)) }, by),
      );
      return showPassword(request, reply, { login, name: textOf(typed, 'name'), password });
    } catch (error) {
      if (!isHubError(error)) throw error;
      return showNew(context, request, reply.code(error.spec.status), { typed, wrong: tellBeside(request, error) });
    }
  });
};

/** The one time that a password is seen: in this answer, and nowhere afterwards. */
export function showPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { login: string; name: string; password: string },
): FastifyReply {
  return show(request, reply, 'user-password', wordOf('oneTimePassword', languageOf(request)), {
    place: 'users',
    ...given,
  });
}

async function showNew(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { typed = {}, wrong = {} }: { typed?: UserForm; wrong?: Readonly<Record<string, string>> },
): Promise<FastifyReply> {
  return show(request, reply, 'user-new', wordOf('newUser', languageOf(request)), {
    place: 'users',
    typed: { role: 'clerk', ...typed },
    wrong,
    ...(await offerOf(hub.database.db, request)),
  });
}
