import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { assignSystem, type By, issueVxpSecret, renewKey, stopSystem } from '../../administration/index.ts';
import type { Tx } from '../../platform/database.ts';
import { findVxpCredentials, listSystems, resolveAgencies } from '../../registry/index.ts';
import { agenciesIn, attempt, type Failed, type Fields, NOTHING_FAILED, numberOf, textOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery } from '../query.ts';
import { RECALL_WORDS, SCOPE_WORDS } from '../registry-labels.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { type Secret, showSecret } from './secret.ts';

/** Agencies of one system that the page names; the others are counted. */
const MOST_SHOWN = 200;
const QUERY = z.object({ note: oneOf(['', 'systemAssigned', 'systemReleased', 'systemWasStopped']) });
type OfSystem = { Params: { name: string } };
type Act = OfSystem & { Body: Fields };
type Change = (tx: Tx, name: string, typed: Fields, by: By) => Promise<void>;
type Renewal = (tx: Tx, name: string, hours: number, by: By) => Promise<Pick<Secret, 'facts' | 'oldUntil'>>;

const change =
  (verb: 'assign' | 'release'): Change =>
  async (tx, name, typed, by) =>
    assignSystem(tx, name, await agenciesIn(tx, textOf(typed, 'agencies')), verb, by);

const CHANGES: Readonly<Record<string, { readonly work: Change; readonly note: string }>> = {
  assign: { work: change('assign'), note: 'systemAssigned' },
  release: { work: change('release'), note: 'systemReleased' },
  stop: { work: (tx, name, _typed, by) => stopSystem(tx, name, by), note: 'systemWasStopped' },
};

/** One system: for whom it works, its keys, and what is done about them. */
export const systemRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get<OfSystem>('/systems/:name', (request, reply) => showSystem(context, request, reply, NOTHING_FAILED));

  for (const [act, { work, note }] of Object.entries(CHANGES)) {
    app.post<Act>(`/systems/:name/${act}`, (request, reply) => {
      const { params, body: typed } = request;
      return attempt(
        request,
        reply,
        { act, typed },
        async (by) => {
          await db.transaction((tx) => work(tx, params.name, typed, by));
          return reply.redirect(`${placeOf(params.name)}?note=${note}`, 303);
        },
        (failed) => showSystem(context, request, reply, failed),
      );
    });
  }

  const renewals: Readonly<Record<string, Renewal>> = {
    async key(tx, name, hours, by) {
      const { apiKey, oldUntil } = await renewKey(tx, name, hours, by);
      return { facts: [{ word: 'apiKey', value: apiKey }], oldUntil };
    },
    async vxp(tx, name, hours, by) {
      const { systemId, secret, oldUntil } = await issueVxpSecret(tx, hub.vault, name, hours, by);
      const facts = [
        { word: 'vxpSystemId', value: systemId },
        { word: 'vxpSecret', value: secret },
      ] as const;
      return { facts, oldUntil };
    },
  };
  for (const [act, renew] of Object.entries(renewals)) {
    app.post<Act>(`/systems/:name/${act}`, (request, reply) => {
      const { params, body: typed } = request;
      return attempt(
        request,
        reply,
        { act, typed },
        async (by) => {
          const made = await db.transaction((tx) => renew(tx, params.name, numberOf(typed, 'hours'), by));
          return showSecret(request, reply, {
            place: 'systems',
            back: placeOf(params.name),
            name: params.name,
            ...made,
          });
        },
        (failed) => showSystem(context, request, reply, failed),
      );
    });
  }
};

function placeOf(name: string): string {
  return `${BASE}/systems/${encodeURIComponent(name)}`;
}

async function showSystem(
  { hub }: ConsoleContext,
  request: FastifyRequest<OfSystem>,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { note } = readQuery(request, QUERY);
  const system = (await listSystems(db)).find((one) => one.name === request.params.name);
  if (!system) throw consoleError('PAGE_UNKNOWN');
  const shown = system.agencies.slice(0, MOST_SHOWN);
  const [agencies, vxp] = await Promise.all([resolveAgencies(db, shown), findVxpCredentials(db, system.name)]);
  return show(request, reply, 'system', system.name, {
    place: 'systems',
    system,
    at: placeOf(system.name),
    servedAgencies: shown.flatMap((code) => agencies.get(code) ?? []),
    others: system.agencies.length - shown.length,
    scopes: system.scopes.map((scope) => SCOPE_WORDS[scope]),
    recallWords: RECALL_WORDS[system.recallForm],
    vxp,
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    failed,
  });
}
