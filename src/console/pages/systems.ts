import type { FastifyReply, FastifyRequest } from 'fastify';
import { addSystem } from '../../administration/index.ts';
import { listSystems, resolveAgencies, SCOPES, type Scope } from '../../registry/index.ts';
import { agenciesIn, attempt, type Failed, type Fields, NOTHING_FAILED, textOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { SCOPE_WORDS } from '../registry-labels.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { showSecret } from './secret.ts';

const USUAL: readonly Scope[] = ['send', 'receive', 'agency.read'];

/** Software that is connected to the hub; a new one gets its key on the answer, once. */
export const systemListRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/systems', (request, reply) => showSystems(context, request, reply, NOTHING_FAILED));

  app.post<{ Body: Fields }>('/systems', (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'add', typed },
      async (by) => {
        const name = textOf(typed, 'name').normalize('NFC').trim();
        const { apiKey } = await db.transaction(async (tx) => {
          const agencies = await agenciesIn(tx, textOf(typed, 'agencies'));
          const allOrNothing = textOf(typed, 'allOrNothing') === '1';
          return addSystem(tx, { name, agencies, scopes: scopesOf(typed), allOrNothing }, by);
        });
        return showSecret(request, reply, {
          place: 'systems',
          back: `${BASE}/systems/${encodeURIComponent(name)}`,
          name,
          facts: [{ word: 'apiKey', value: apiKey }],
          oldUntil: null,
        });
      },
      (failed) => showSystems(context, request, reply, failed),
    );
  });
};

/** The ticked ones; `ids` is how forms send what is ticked. */
function scopesOf(typed: Fields): Scope[] {
  const ticked = [typed.ids ?? []].flat();
  return SCOPES.filter((scope) => ticked.includes(scope));
}

async function showSystems(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const systems = await listSystems(db);
  const ticked = failed.act === 'add' ? scopesOf(failed.typed) : USUAL;
  return show(request, reply, 'systems', wordOf('systems', languageOf(request)), {
    place: 'systems',
    systems,
    names: await resolveAgencies(
      db,
      systems.flatMap((one) => one.agencies),
    ),
    scopes: SCOPES.map((name) => ({ name, words: SCOPE_WORDS[name], ticked: ticked.includes(name) })),
    scopeWords: SCOPE_WORDS,
    failed,
  });
}
