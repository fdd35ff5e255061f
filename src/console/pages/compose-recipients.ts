import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  addGroup,
  addRecipients,
  findGroup,
  PURPOSES,
  purposesOf,
  type Recipient,
  removeRecipients,
  saveAsGroup,
} from '../../compose/index.ts';
import type { Language } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { resolveAgencies, searchAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { chosenOf, nameRecipients, showDraft } from '../draft-page.ts';
import { change, type OwnDraft, ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

type OfDraft = { Params: { id: string }; Body: Record<string, string> };

/** What one look shows; who does not find it types on. */
const FOUND = 10;
const PAGE = 100;
const LONGEST_SEARCH = 200;
const SEARCH = z.object({ q: text.default('') });
const LIST = z.object({ after: text.optional() });

/** The recipients of a draft: found among all agencies, or taken from a group. */
export const recipientRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get('/compose/:id/search', async (request, reply) => {
    const own = await ownDraft(context, request);
    const { q } = readQuery(request, SEARCH);
    const search = await find(context, own, q, languageOf(request));
    return show(request, reply, 'compose-found', '', { draft: own.draft, search });
  });

  // Without scripts the whole page comes again, with what was found in it.
  app.post<OfDraft>('/compose/:id/search', (request, reply) =>
    change(context, request, reply, async (own) => {
      const search = await find(context, own, request.body.q ?? '', languageOf(request));
      return showDraft(context, request, reply, own, { search });
    }),
  );

  app.post<OfDraft>('/compose/:id/recipients', (request, reply) =>
    change(context, request, reply, async (own) => {
      const { add = '', remove = '' } = request.body;
      if (remove !== '') {
        const ids = remove === 'all' ? 'all' : [await agencyOf(context, remove)];
        await db.transaction((tx) => removeRecipients(tx, own.draft.id, ids));
      } else {
        const recipient = await readRecipient(context, add);
        await db.transaction((tx) => addRecipients(tx, own.draft.id, [recipient], hub.config.maxRecipients));
      }
      return showRecipients(context, request, reply, own);
    }),
  );

  app.post<OfDraft>('/compose/:id/recipients/group', (request, reply) =>
    change(context, request, reply, async (own) => {
      const { group: id = '' } = request.body;
      const group = isId(id) ? await findGroup(db, id) : null;
      if (group?.agencyId === own.draft.agencyId) {
        await db.transaction((tx) => addGroup(tx, own.draft.id, group.id, hub.config.maxRecipients));
      }
      return showRecipients(context, request, reply, own);
    }),
  );

  app.post<OfDraft>('/compose/:id/groups', (request, reply) =>
    change(context, request, reply, async (own) => {
      const { groupName: name = '' } = request.body;
      const { actor } = sessionOf(request).person.principal;
      if (name.trim() !== '') await db.transaction((tx) => saveAsGroup(tx, own.draft, { name, actor }));
      return reply.redirect(`${BASE}/compose/${own.draft.id}?told=group#recipients`, 303);
    }),
  );

  app.get('/compose/:id/recipients', async (request, reply) => {
    const { draft } = await ownDraft(context, request);
    const { after } = readQuery(request, LIST);
    const chosen = await chosenOf(hub, draft, languageOf(request), { limit: PAGE, after });
    return show(request, reply, 'compose-all-recipients', wordOf('recipients', languageOf(request)), {
      place: 'compose',
      draft,
      ...chosen,
    });
  });
};

/** With scripts the list alone comes again, without them the page. */
async function showRecipients(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { draft }: OwnDraft,
): Promise<FastifyReply> {
  if (request.headers['hx-request'] === undefined) {
    return reply.redirect(`${BASE}/compose/${draft.id}#recipients`, 303);
  }
  const language = languageOf(request);
  const chosen = await chosenOf(hub, draft, language);
  return show(request, reply, 'compose-recipients', '', { draft, ...chosen, search: null, wrong: {}, focused: true });
}

/** Agencies that fit a text, each with how it is reached and whether it is chosen already. */
async function find({ hub }: ConsoleContext, { draft }: OwnDraft, q: string, language: Language) {
  const { db } = hub.database;
  const asked = q.trim().slice(0, LONGEST_SEARCH);
  if (asked === '') return { q: asked, items: [], more: false };
  const { items, next } = await searchAgencies(db, { text: asked, limit: FOUND });
  const ids = items.map((one) => one.id);
  const purposes = await purposesOf(db, draft.id, ids);
  const rows = ids.map((agencyId) => ({ agencyId, purpose: purposes.get(agencyId) ?? ('action' as const) }));
  const named = await nameRecipients(db, rows, language);
  return {
    q: asked,
    items: named.map((one) => ({ ...one, chosen: purposes.has(one.agency.id) })),
    more: next !== null,
  };
}

/** `000.00.13.H53|action`: what a button says. @throws PAGE_UNKNOWN */
async function readRecipient(context: ConsoleContext, said: string): Promise<Recipient> {
  const [code = '', word = ''] = said.split('|');
  const purpose = PURPOSES.find((one) => one === word);
  if (!purpose) throw consoleError('PAGE_UNKNOWN');
  return { agencyId: await agencyOf(context, code), purpose };
}

async function agencyOf({ hub }: ConsoleContext, code: string): Promise<string> {
  const agency = (await resolveAgencies(hub.database.db, [code])).get(code);
  if (!agency) throw consoleError('PAGE_UNKNOWN');
  return agency.id;
}
