import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listWork, remindersOf, WORK_VIEWS, type WorkItem, type WorkView } from '../../delivery/index.ts';
import { countDuties } from '../../duty/index.ts';
import { STATUS_WORDS } from '../../edxml/index.ts';
import { type DocumentRow, findDocuments } from '../../intake/index.ts';
import type { Reader } from '../../platform/database.ts';
import { type Agency, findAgencies, may, resolveAgencies, unitsBelow } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { oneOf, readQuery, text, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';
import { sayLeft } from './bulk-left.ts';

const PAGE = 30;

const TITLES: Readonly<Record<WorkView, WordKey>> = { new: 'viewNew', open: 'viewOpen', all: 'viewAll' };
/** What the selected lines of a view can be reported as: the view's own work. */
const BULK: Readonly<Record<WorkView, readonly (readonly [act: string, words: WordKey])[]>> = {
  new: [['accept', 'acceptSelected']],
  open: [['complete', 'completeSelected']],
  all: [],
};
/** What is said of the lines that one click has reported. */
const BULK_DONE = {
  accept: 'bulkAccepted',
  complete: 'bulkCompleted',
  assign: 'bulkAssigned',
} as const satisfies Record<string, WordKey>;
/** Where what was accepted is handed over within the agency: a line that was not yet, or is completed, is told so. */
const HANDED_OVER: readonly WorkView[] = ['open', 'all'];
const QUERY = z.object({
  view: oneOf(WORK_VIEWS),
  agency: text.optional(),
  after: text.optional(),
  note: oneOf(['', 'passwordChanged']),
  act: oneOf(['', 'accept', 'complete', 'assign']),
  done: whole.default(0),
  failed: whole.default(0),
  left: text.default(''),
});
type InboxQuery = Partial<Pick<z.output<typeof QUERY>, 'view' | 'agency' | 'after'>>;

/** Văn bản đến: what a clerk has to accept, to complete, and what there ever was. */
export const inboxRoutes: ConsoleRoutes = (app, context) => {
  app.get('/inbox', async (request, reply) => {
    const { note, act, done, failed, left, ...query } = readQuery(request, QUERY);
    const language = languageOf(request);
    if (act === '') return showInbox(context, request, reply, query, { told: note && wordOf(note, language) });
    return showInbox(context, request, reply, query, {
      told: done > 0 ? wordOf(BULK_DONE[act], language, { done }) : '',
      failed: failed > 0 ? [wordOf('bulkFailed', language, { failed })] : [],
      left: await sayLeft(context, request, act, left),
    });
  });
};

/** What the act before has to say, and what is wrong with a form of the page. */
interface Told {
  readonly told?: string;
  readonly failed?: readonly string[];
  readonly left?: Awaited<ReturnType<typeof sayLeft>>;
  readonly wrong?: Readonly<Record<string, string>>;
  readonly typed?: Readonly<Record<string, string>>;
  readonly chosen?: ReadonlySet<string>;
}

export async function showInbox(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  query: InboxQuery,
  told: Told,
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
    bulk: BULK[view],
    handsOver: HANDED_OVER.includes(view),
    units: HANDED_OVER.includes(view) ? await unitsBelow(db, mine) : [],
    agencies: [...request.agencies].sort((one, other) => one.name.localeCompare(other.name, 'vi')),
    agency: chosen?.code ?? '',
    rows: await workRows(db, items),
    more: next === null ? null : address({ after: next }),
    due,
    told: '',
    failed: [],
    left: [],
    wrong: {},
    typed: {},
    chosen: new Set(),
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
