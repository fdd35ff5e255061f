import { listAccounts } from '../../accounts/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
const LONGEST_SEARCH = 100;

/** The people whose accounts the reader keeps: of his branch, or all. */
export const userRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get<{ Querystring: { q?: string; after?: string } }>('/users', async (request, reply) => {
    const { role, principal } = sessionOf(request).person;
    const text = readText(request.query.q);
    const after = readText(request.query.after);
    const rows = await listAccounts(db, {
      text,
      limit: PAGE + 1,
      ...(role === 'agency-admin' && { branch: [...principal.agencyIds] }),
      ...(after !== '' && { after }),
    });
    const shown = rows.slice(0, PAGE);
    const next = new URLSearchParams({ q: text, after: shown.at(-1)?.login ?? '' });
    return show(request, reply, 'users', wordOf('users', languageOf(request)), {
      place: 'users',
      text,
      rows: shown.map((row) => ({ ...row, roleWords: ROLE_WORDS[row.role] })),
      more: rows.length > PAGE ? `${BASE}/users?${next}` : null,
    });
  });
};

function readText(given: unknown): string {
  return String(given ?? '')
    .replaceAll('\0', '')
    .slice(0, LONGEST_SEARCH);
}
