import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listWork, remindersOf, WORK_VIEWS, type WorkItem, type WorkView } from '../../delivery/index.ts';
import { countDuties } from '../../duty/index.ts';
import { STATUS_WORDS } from '../../edxml/index.ts';
import { type DocumentRow, findDocuments } from '../../intake/index.ts';
import type { Reader } from '../../platform/database.ts';
import { isHubError } from '../../platform/errors.ts';
import { type Agency, findAgencies, may, resolveAgencies } from '../../registry/index.ts';
import { reportFor } from '../acts.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';
import { seeOwn } from './document.ts';

const PAGE = 30;
/** What one click may do; each is a message of its own to a sender. */
const MOST_AT_ONCE = 100;

const TITLES: Readonly<Record<WorkView, WordKey>> = { new: 'viewNew', open: 'viewOpen', all: 'viewAll' };
/** What the selected lines of a view can be reported as. */
const BULK: Readonly<Record<string, { code: string; button: WordKey }>> = {
  new: { code: '03', button: 'acceptSelected' },
  open: { code: '06', button: 'completeSelected' },
};
const QUERY = z.object({
  view: oneOf(WORK_VIEWS),
  agency: text.optional(),
  after: text.optional(),
  note: oneOf(['', 'passwordChanged']),
});
type InboxQuery = Partial<z.output<typeof QUERY>>;

/** Văn bản đến: what a clerk has to accept, to complete, and what there ever was. */
export const inboxRoutes: ConsoleRoutes = (app, context) => {
  app.get('/inbox', async (request, reply) => {
    const { note, ...query } = readQuery(request, QUERY);
    const told = note === '' ? '' : wordOf(note, languageOf(request));
    return showInbox(context, request, reply, query, { told });
  });

  app.post<{ Body: { ids?: string | string[]; view?: string } }>('/inbox/bulk', async (request, reply) => {
    const { ids = [] } = request.body;
    const view = QUERY.shape.view.parse(request.body.view);
    const chosen = [ids].flat().slice(0, MOST_AT_ONCE);
    const code = BULK[view]?.code;
    const language = languageOf(request);
    if (!code || chosen.length === 0) {
      return showInbox(context, request, reply, { view }, { failed: [wordOf('nothingSelected', language)] });
    }
    const failed: string[] = [];
    for (const id of chosen) {
      const problem = await reportOne(context, request, id, code);
      if (problem) failed.push(problem);
    }
    const done = chosen.length - failed.length;
    const told = done > 0 ? wordOf('bulkDone', language, { done }) : '';
    return showInbox(context, request, reply, { view }, { told, failed });
  });
};

/** Gives the sentence of what stopped it; the others go on. */
async function reportOne(context: ConsoleContext, request: FastifyRequest, id: string, code: string) {
  const { person } = sessionOf(request);
  const language = languageOf(request);
  try {
    const delivery = await seeOwn(context, request, 'status.report', id);
    const answer = await reportFor(context.hub, person, delivery, { code });
    return answer.state === 'rejected' ? answer.error.title(language) : null;
  } catch (error) {
    if (isHubError(error)) return error.title(language);
    throw error;
  }
}

async function showInbox(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  query: InboxQuery,
  told: { told?: string; failed?: readonly string[] },
): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const { principal } = sessionOf(request).person;
  const language = languageOf(request);
  const { view = 'new' } = query;
  const all = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
  const chosen = query.agency ? (await resolveAgencies(db, [query.agency])).get(query.agency) : undefined;
  const mine = chosen && may(principal, 'delivery.list', { recipientIds: [chosen.id] }) ? [chosen.id] : all;
  const { items, next } = await listWork(db, {
    handoverIds: mine,
    view,
    limit: PAGE,
    ...(query.after !== undefined && { after: query.after }),
  });
  const due = await dueNow(db, mine);
  const address = (changes: Readonly<Record<string, string>>) =>
    `${BASE}/inbox?${new URLSearchParams({ view, ...(query.agency && { agency: query.agency }), ...changes })}`;
  return show(request, reply, query.after === undefined ? 'inbox' : 'inbox-rows', wordOf('incoming', language), {
    place: 'inbox',
    views: WORK_VIEWS.map((one) => ({ name: one, words: TITLES[one], address: address({ view: one }) })),
    view,
    bulk: BULK[view] ?? null,
    agencies: [...request.agencies].sort((one, other) => one.name.localeCompare(other.name, 'vi')),
    agency: chosen?.code ?? '',
    rows: await workRows(db, items),
    more: next === null ? null : address({ after: next }),
    due,
    told: '',
    failed: [],
    ...told,
  });
}

/** How much is overdue and due today, of all kinds; null when nothing is. */
async function dueNow(reader: Reader, agencyIds: readonly string[]) {
  const counts = await countDuties(reader, agencyIds);
  const overdue = counts.reduce((sum, one) => sum + one.overdue, 0);
  const today = counts.reduce((sum, one) => sum + one.today, 0);
  return overdue + today > 0 ? { overdue, today } : null;
}

type WorkFacts = Pick<WorkItem, 'deliveryId' | 'documentId' | 'state' | 'businessCode' | 'recallState'>;

/** The lines of a list of incoming documents. */
export async function workRows(reader: Reader, items: readonly WorkFacts[]) {
  const documents = await findDocuments(
    reader,
    items.map((item) => item.documentId),
  );
  const senders = await findAgencies(
    reader,
    [...documents.values()].map((row) => row.senderId),
  );
  const reminders = await remindersOf(
    reader,
    items.map((item) => item.deliveryId),
  );
  return items.map((item) => ({
    ...lineOf(item, documents.get(item.documentId)!, senders),
    reminded: (item.businessCode ?? '01') === '01' && reminders.has(item.deliveryId),
  }));
}

function lineOf(item: WorkFacts, document: DocumentRow, senders: ReadonlyMap<string, Agency>) {
  return {
    ...item,
    document,
    code: codeOf(document),
    sender: senders.get(document.senderId)?.name ?? '–',
    unread: item.state === 'available',
    status: STATUS_WORDS[item.businessCode as keyof typeof STATUS_WORDS] ?? null,
  };
}
