import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addConnection, changeConnection } from '../../administration/index.ts';
import { listConnections, listSystems } from '../../registry/index.ts';
import { attempt, type Failed, type Fields, NOTHING_FAILED, textOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const QUERY = z.object({ kind: text });
type Post = { Params: { name: string }; Body: Fields };

/** What a form of a connection shows; a new one has no name yet. */
interface Shown {
  readonly kind: string;
  readonly name: string;
  readonly systemName: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A new connection, and the settings of one: a form made of the fields that its kind of system describes. */
export const connectionRoutes: ConsoleRoutes = (app, context) => {
  const { database, vault } = context.hub;

  app.get('/new-connection', (request, reply) => showForm(context, request, reply, newOf(request), NOTHING_FAILED));

  app.post<Post>('/new-connection', (request, reply) => {
    const { body: typed } = request;
    const { kind: adapter } = newOf(request);
    return attempt(
      request,
      reply,
      { act: 'save', typed },
      async (by) => {
        const name = textOf(typed, 'name').trim();
        const input = { name, ...savedOf(context, name, adapter, typed) };
        await database.db.transaction((tx) => addConnection(tx, vault, input, by));
        return reply.redirect(`${BASE}/connections?note=connectionSaved`, 303);
      },
      (failed) => showForm(context, request, reply, newOf(request), failed),
    );
  });

  app.get<Post>('/connections/:name', async (request, reply) =>
    showForm(context, request, reply, await find(context, request.params.name), NOTHING_FAILED),
  );

  app.post<Post>('/connections/:name', async (request, reply) => {
    const { body: typed } = request;
    const shown = await find(context, request.params.name);
    const { name, kind } = shown;
    return attempt(
      request,
      reply,
      { act: 'save', typed },
      async (by) => {
        const input = { name, ...savedOf(context, name, kind, typed) };
        await database.db.transaction((tx) => changeConnection(tx, vault, input, by));
        return reply.redirect(`${BASE}/connections?note=connectionSaved`, 303);
      },
      (failed) => showForm(context, request, reply, shown, failed),
    );
  });
};

function newOf(request: FastifyRequest): Shown {
  return { kind: readQuery(request, QUERY).kind, name: '', systemName: '', settings: {} };
}

/** @throws PAGE_UNKNOWN */
async function find({ hub }: ConsoleContext, name: string): Promise<Shown> {
  const found = (await listConnections(hub.database.db)).find((one) => one.name === name);
  if (!found) throw consoleError('PAGE_UNKNOWN');
  return { ...found, kind: found.adapter, settings: found.settings as Shown['settings'] };
}

/** @throws PAGE_UNKNOWN */
function kindOf({ kinds }: ConsoleContext, name: string) {
  const kind = kinds.all.find((one) => one.name === name);
  if (!kind) throw consoleError('PAGE_UNKNOWN');
  return kind;
}

/** An empty secret keeps the one that is saved. */
function savedOf(context: ConsoleContext, name: string, adapter: string, typed: Fields) {
  const { fields } = kindOf(context, adapter);
  const settings = Object.fromEntries(fields.map((one) => [one.name, textOf(typed, `set-${one.name}`).trim()]));
  const secret = textOf(typed, 'secret') || undefined;
  const systemName = textOf(typed, 'system');
  return { adapter, systemName, settings: context.kinds.read(name, adapter, boxesOf(fields, settings)), secret };
}

/** A box that is not ticked is not sent, and is no. */
function boxesOf(fields: ReturnType<typeof kindOf>['fields'], settings: Record<string, string>) {
  const boxes = fields.filter((one) => one.type === 'boolean');
  return { ...settings, ...Object.fromEntries(boxes.map(({ name }) => [name, settings[name] || 'false'])) };
}

async function showForm(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind: adapter, name, systemName, settings }: Shown,
  failed: Failed,
): Promise<FastifyReply> {
  const kind = kindOf(context, adapter);
  const systems = await listSystems(context.hub.database.db);
  return show(request, reply, 'connection', name || wordOf('addConnection', languageOf(request)), {
    place: 'connections',
    name,
    kind,
    at: name ? `connections/${encodeURIComponent(name)}` : `new-connection?kind=${adapter}`,
    fields: kind.fields.map((field) => ({ ...field, value: String(settings[field.name] ?? field.default) })),
    systems: systems.filter((one) => !one.disabledAt).map((one) => one.name),
    system: failed.act === 'save' ? textOf(failed.typed, 'system') : systemName,
    failed,
  });
}
