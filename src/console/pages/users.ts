import { z } from 'zod';
import { listAccounts } from '../../accounts/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
const QUERY = z.object({ q: text.default(''), after: text.default('') });

/** The people whose accounts the reader keeps: of his branch, or all. */
export const userRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/users', async (request, reply) => {
    const { role, principal } = sessionOf(request).person;
    const { q, after } = readQuery(request, QUERY);
    const rows = await listAccounts(db, {
      text: q,
      limit: PAGE + 1,
      ...(role === 'agency-admin' && { branch: [...principal.agencyIds] }),
      ...(after !== '' && { after }),
    });
    const shown = rows.slice(0, PAGE);
    const next = new URLSearchParams({ q, after: shown.at(-1)?.login ?? '' });
    return show(request, reply, 'users', wordOf('users', languageOf(request)), {
      place: 'users',
      text: q,
      rows: shown.map((row) => ({ ...row, roleWords: ROLE_WORDS[row.role] })),
      more: rows.length > PAGE ? `${BASE}/users?${next}` : null,
    });
  });
};
