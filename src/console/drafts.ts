import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Draft, findDraft, saveFields } from '../compose/index.ts';
import { isHubError } from '../platform/errors.ts';
import { isId } from '../platform/ids.ts';
import { type Agency, findAgencies, may } from '../registry/index.ts';
import { type ConsoleContext, sessionOf } from './context.ts';
import { showDraft } from './draft-page.ts';
import { consoleError } from './errors.ts';

export interface OwnDraft {
  readonly draft: Draft;
  readonly sender: Agency;
}

/** A draft of the reader's own, for an agency for which he may send today; everything else does not exist. */
export async function ownDraft({ hub }: ConsoleContext, request: FastifyRequest): Promise<OwnDraft> {
  const { id } = request.params as { id: string };
  const { person } = sessionOf(request);
  const draft = isId(id) ? await findDraft(hub.database.db, person.accountId, id) : null;
  if (!draft || !may(person.principal, 'document.send', { senderId: draft.agencyId }))
    throw consoleError('PAGE_UNKNOWN');
  const sender = (await findAgencies(hub.database.db, [draft.agencyId])).get(draft.agencyId)!;
  return { draft, sender };
}

/** Every button of the page sends all that was typed: it is kept first, then the act is done. */
export async function change(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  act: (own: OwnDraft) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const own = await ownDraft(context, request);
  const typed = request.body as Record<string, string>;
  return actOn(context, request, reply, own, async () => {
    // A second click finds it sent, or being sent: there is nothing to keep any more.
    if (own.draft.state !== 'open') return act(own);
    const { db } = context.hub.database;
    const saved = await db.transaction((tx) => saveFields(tx, own.draft.id, typed));
    return act({ ...own, draft: { ...own.draft, ...saved } });
  });
}

/** Runs an act on a draft; what stops it is told on the page, where everything typed still stands. */
export async function actOn(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  own: OwnDraft,
  act: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await act();
  } catch (error) {
    if (!isHubError(error) || error.code === 'PAGE_UNKNOWN') throw error;
    return showDraft(context, request, reply, own, { bad: error });
  }
}
