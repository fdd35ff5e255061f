import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkPeople, importPeople, PEOPLE_COLUMNS, type PersonLine } from '../../accounts/index.ts';
import type { Reader } from '../../platform/database.ts';
import { isHubError } from '../../platform/errors.ts';
import { type Acting, codesIn, resolveAgencies } from '../../registry/index.ts';
import { type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { wordOf } from '../words.ts';
import { tellBeside, textOf, type UserForm } from './user-form.ts';

/** Many people at once: first every line is told apart, then all are added or none. */
export const userImportRoutes: ConsoleRoutes = (app, context) => {
  app.get('/users/import', async (request, reply) => showImport(request, reply, {}));

  app.post<{ Body: UserForm }>('/users/import', (request, reply) => receive(context, request, reply));
};

async function receive(
  { hub }: ConsoleContext,
  request: FastifyRequest<{ Body: UserForm }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const typed = request.body;
  const { db } = hub.database;
  const by: Acting = { principal: sessionOf(request).person.principal, why: textOf(typed, 'why') };
  const people = textOf(typed, 'people');
  try {
    const lines = await checkPeople(db, chunksOf(people), by);
    const bad = lines.filter(({ problem }) => problem !== null).length;
    if (typed.sure !== '1' || bad > 0 || lines.length === 0) {
      return showImport(request, reply.code(bad > 0 ? 422 : 200), { typed, lines: await withAgencies(db, lines), bad });
    }
    const added = await importPeople(db, chunksOf(people), by);
    return show(request, reply, 'users-added', wordOf('usersAdded', languageOf(request)), {
      place: 'users',
      added: await withAgencies(db, added),
    });
  } catch (error) {
    if (!isHubError(error)) throw error;
    return showImport(request, reply.code(error.spec.status), { typed, wrong: tellBeside(request, error) });
  }
}

/** The agencies of each as its cell names them, by code, and what they are called. */
async function withAgencies<Line extends { readonly agencies: string }>(reader: Reader, lines: readonly Line[]) {
  const codes = lines.flatMap((line) => codesIn(line.agencies));
  const names = await resolveAgencies(reader, codes);
  return lines.map((line) => ({ ...line, codes: codesIn(line.agencies), names }));
}

async function* chunksOf(text: string): AsyncGenerator<string> {
  yield text;
}

interface Told {
  readonly typed?: UserForm;
  readonly lines?: readonly PersonLine[];
  readonly bad?: number;
  readonly wrong?: Readonly<Record<string, string>>;
}

function showImport(
  request: FastifyRequest,
  reply: FastifyReply,
  { typed = {}, lines = [], bad = 0, wrong = {} }: Told,
): FastifyReply {
  return show(request, reply, 'users-import', wordOf('importUsers', languageOf(request)), {
    place: 'users',
    typed,
    wrong,
    lines: lines.map((line) => ({ ...line, roleWords: ROLE_WORDS[line.role] })),
    ready: lines.length > 0 && bad === 0,
    bad,
    columns: PEOPLE_COLUMNS.join(','),
  });
}
