import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  changeChannel,
  changeContact,
  channelTestWords,
  type ReceivesBy,
  testChannel,
} from '../../administration/index.ts';
import { listContacts } from '../../notify/index.ts';
import type { Sentence } from '../../platform/errors.ts';
import { MODE_WORDS, modeOf, setPortalMode } from '../../publication/index.ts';
import {
  type Agency,
  agencyDetails,
  CONTACT_FIELDS,
  type Contact,
  linesOf,
  listConnections,
  listLevel,
  may,
  ownChannel,
  type Reception,
} from '../../registry/index.ts';
import {
  agencyIn,
  attempt,
  type Failed,
  type Fields,
  NOTHING_FAILED,
  numberOf,
  principalOf,
  textOf,
} from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { MODES, modeIn } from '../portal-mode.ts';
import { oneOf, readQuery } from '../query.ts';
import { CONTACT_WORDS, RECEPTION_WORDS, VIA_WORDS } from '../registry-labels.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { showSecret } from './secret.ts';

const UNITS_SHOWN = 20;
const CONTACTS_SHOWN = 20;
const QUERY = z.object({ note: oneOf(['', 'contactSaved', 'channelSaved', 'portalSaved']) });
/** What a test call has shown, in words. */
type Tested = Sentence & { readonly good: boolean };
type OfAgency = { Params: { code: string } };
type Act = OfAgency & { Body: Fields };

/** One agency: what the registry says of it, how it is reached, and where its mail goes today. */
export const agencyRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get<OfAgency>('/agencies/:code', (request, reply) => showAgency(context, request, reply, {}));

  app.post<Act>('/agencies/:code/contact', async (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'contact', typed },
      async (by) => {
        const { agency } = await readDetails(context, request);
        await db.transaction(async (tx) => {
          const written = textOf(typed, 'contactPoint').trim();
          const contactPoint = written === '' ? null : await agencyIn(tx, written);
          await changeContact(tx, agency, { contact: contactOf(typed), contactPoint }, by);
        });
        return reply.redirect(placeOf(agency, 'contactSaved'), 303);
      },
      (failed) => showAgency(context, request, reply, { failed }),
    );
  });

  app.post<Act>('/agencies/:code/channel', async (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'channel', typed },
      async (by) => {
        const { agency } = await readDetails(context, request);
        const channel = channelOf(typed);
        const { secret } = await db.transaction((tx) => changeChannel(tx, context.hub.vault, agency, channel, by));
        if (secret === null) return reply.redirect(placeOf(agency, 'channelSaved'), 303);
        return showSecret(request, reply, {
          place: 'agencies',
          back: placeOf(agency),
          name: agency.name,
          facts: [{ word: 'webhookSecret', value: secret }],
          oldUntil: null,
        });
      },
      (failed) => showAgency(context, request, reply, { failed }),
    );
  });

  app.post<Act>('/agencies/:code/channel/test', async (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'test', typed },
      async (by) => {
        const { agency } = await readDetails(context, request);
        const test = await testChannel(context.hub, agency, by);
        const tested = { ...channelTestWords(test, languageOf(request)), good: test.verdict === 'answered' };
        return showAgency(context, request, reply, { tested });
      },
      (failed) => showAgency(context, request, reply, { failed }),
    );
  });

  app.post<Act>('/agencies/:code/portal', async (request, reply) => {
    const { body: typed } = request;
    return attempt(
      request,
      reply,
      { act: 'portal', typed },
      async (by) => {
        const { agency } = await readDetails(context, request);
        const { publicUrl } = context.hub.config;
        await db.transaction((tx) => setPortalMode(tx, { agency, mode: modeIn(typed), publicUrl }, by));
        return reply.redirect(placeOf(agency, 'portalSaved'), 303);
      },
      (failed) => showAgency(context, request, reply, { failed }),
    );
  });
};

function placeOf({ code }: Agency, note = ''): string {
  return `${BASE}/agencies/${encodeURIComponent(code)}${note && `?note=${note}`}`;
}

function contactOf(typed: Fields): Contact {
  return Object.fromEntries(CONTACT_FIELDS.map((field) => [field, textOf(typed, field)]));
}

function channelOf(typed: Fields) {
  const limit = (name: string) => (textOf(typed, name).trim() === '' ? null : numberOf(typed, name));
  const cap = limit('cap');
  return { to: receivesBy(typed), rate: limit('rate'), maxBytes: limit('maxBytes'), ...(cap !== null && { cap }) };
}

function receivesBy(typed: Fields): ReceivesBy {
  const [kind, address] = [textOf(typed, 'kind'), textOf(typed, 'address').trim()];
  if (kind === 'webhook') return { kind, url: textOf(typed, 'url').trim() };
  return kind === 'connection'
    ? { kind, connection: textOf(typed, 'connection'), address: address || null }
    : { kind: 'pull' };
}

/** An agency outside of the reader's branch does not exist for him. @throws PAGE_UNKNOWN */
async function readDetails({ hub }: ConsoleContext, request: FastifyRequest<OfAgency>) {
  const { db } = hub.database;
  const details = await agencyDetails(db, request.params.code);
  if (!details) throw consoleError('PAGE_UNKNOWN');
  const lines = await linesOf(db, [details.agency.id]);
  if (!may(principalOf(request), 'registry.read', { lines })) throw consoleError('PAGE_UNKNOWN');
  return details;
}

async function showAgency(
  context: ConsoleContext,
  request: FastifyRequest<OfAgency>,
  reply: FastifyReply,
  { failed = NOTHING_FAILED, tested = null }: { failed?: Failed; tested?: Tested | null },
): Promise<FastifyReply> {
  const { db } = context.hub.database;
  const { note } = readQuery(request, QUERY);
  const details = await readDetails(context, request);
  const { agency, reception } = details;
  const [channel, connections, units, alerted, portal] = await Promise.all([
    ownChannel(db, agency.id),
    listConnections(db),
    listLevel(db, { parentId: agency.id, limit: UNITS_SHOWN }),
    listContacts(db, { agencyId: agency.id, limit: CONTACTS_SHOWN }),
    modeOf(db, agency.id),
  ]);
  return show(request, reply, 'agency', agency.name, {
    place: 'agencies',
    ...details,
    at: placeOf(agency),
    receptionWords: RECEPTION_WORDS[reception.outcome],
    viaWords: reception.outcome === 'open' ? VIA_WORDS[reception.via] : null,
    receives: channelWords(reception, request),
    channel,
    connections,
    portal: { ...portal, words: MODE_WORDS[portal.mode], modes: MODES },
    units: units.items.map((one) => one.agency),
    moreUnits: units.next !== null,
    alerted: alerted.items,
    fields: CONTACT_FIELDS.map((name) => ({
      name,
      words: CONTACT_WORDS[name],
      value: agency.contact[name] ?? '',
    })),
    mayManage: may(principalOf(request), 'admin'),
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    tested,
    failed,
  });
}

function channelWords(reception: Reception, request: FastifyRequest): string {
  if (reception.outcome !== 'open') return '';
  const { channel } = reception;
  const language = languageOf(request);
  if (channel.kind === 'axis') return wordOf('byAxis', language, { axis: channel.axis });
  if (channel.kind === 'connection') return wordOf('byConnection', language, { connection: channel.connection });
  return wordOf(channel.kind === 'webhook' ? 'byWebhook' : 'byPull', language);
}
