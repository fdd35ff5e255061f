import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  addMember,
  deleteGroup,
  findGroup,
  type Group,
  listGroups,
  listMembers,
  PURPOSES,
  removeMember,
  renameGroup,
} from '../../compose/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { findAgencies, may, resolveAgencies, searchAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { nameRecipients } from '../draft-page.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

type OfGroup = { Params: { id: string }; Body: Record<string, string> };

const PAGE = 100;
const FOUND = 10;
const LIST = z.object({ after: text.optional(), q: text.default('') });

/** Nhóm nơi nhận: lists of an agency that its people write to again and again. */
export const groupRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get('/groups', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const groups = await listGroups(db, [...principal.agencyIds]);
    const agencies = await findAgencies(
      db,
      groups.map((one) => one.agencyId),
    );
    const rows = groups.map((group) => ({ group, agency: agencies.get(group.agencyId)!.name }));
    return show(request, reply, 'groups', wordOf('groups', languageOf(request)), { place: 'compose', rows });
  });

  app.get<OfGroup>('/groups/:id', (request, reply) => showGroup(context, request, reply));

  app.post<OfGroup>('/groups/:id/name', async (request, reply) => {
    const group = await ownGroup(context, request);
    const { name = '' } = request.body;
    const language = languageOf(request);
    if (name.trim() === '') return showGroup(context, request, reply, wordOf('groupNameNeeded', language));
    try {
      await db.transaction((tx) => renameGroup(tx, group, { name, actor: actorOf(request) }));
    } catch (error) {
      if (!isHubError(error)) throw error;
      return showGroup(context, request, reply, `${error.title(language)} ${error.fix(language)}`);
    }
    return toGroup(reply, group);
  });

  app.post<OfGroup>('/groups/:id/members', async (request, reply) => {
    const group = await ownGroup(context, request);
    const { add = '', remove = '' } = request.body;
    const [code = '', word] = (add || remove).split('|');
    const agency = (await resolveAgencies(db, [code])).get(code);
    const purpose = PURPOSES.find((one) => one === word);
    if (!agency) throw consoleError('PAGE_UNKNOWN');
    await db.transaction(async (tx) => {
      const actor = actorOf(request);
      if (!purpose) return removeMember(tx, group.id, agency.id, actor);
      return addMember(tx, group, { agencyId: agency.id, purpose }, { actor, most: hub.config.maxRecipients });
    });
    return toGroup(reply, group);
  });

  app.post<OfGroup>('/groups/:id/delete', async (request, reply) => {
    const group = await ownGroup(context, request);
    await db.transaction((tx) => deleteGroup(tx, group.id));
    return reply.redirect(`${BASE}/groups`, 303);
  });
};

/** A group of an agency for which the reader sends; another's does not exist. */
async function ownGroup({ hub }: ConsoleContext, request: FastifyRequest): Promise<Group> {
  const { id } = request.params as { id: string };
  const group = isId(id) ? await findGroup(hub.database.db, id) : null;
  const { principal } = sessionOf(request).person;
  if (!group || !may(principal, 'document.send', { senderId: group.agencyId })) throw consoleError('PAGE_UNKNOWN');
  return group;
}

async function showGroup(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong = '',
): Promise<FastifyReply> {
  const group = await ownGroup(context, request);
  const { db } = context.hub.database;
  const language = languageOf(request);
  const { after, q } = readQuery(request, LIST);
  const members = await listMembers(db, group.id, { limit: PAGE, after });
  const found =
    q.trim() === '' ? { items: [] } : await searchAgencies(db, { text: q.trim().slice(0, 200), limit: FOUND });
  const rows = found.items.map(({ id }) => ({ agencyId: id, purpose: 'action' as const }));
  if (wrong) reply.code(422);
  return show(request, reply, 'group', group.name, {
    place: 'compose',
    group,
    members: await nameRecipients(db, members.items, language),
    more: members.next && `${BASE}/groups/${group.id}?after=${members.next}`,
    q,
    found: await nameRecipients(db, rows, language),
    wrong,
    typed: (request.body as Record<string, string> | undefined)?.name ?? group.name,
  });
}

function actorOf(request: FastifyRequest): string {
  return sessionOf(request).person.principal.actor;
}

function toGroup(reply: FastifyReply, group: Group): FastifyReply {
  return reply.redirect(`${BASE}/groups/${group.id}`, 303);
}
