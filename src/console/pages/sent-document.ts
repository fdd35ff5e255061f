import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reportOfDocument } from '../../acts/document-report.ts';
import { dossierOf } from '../../acts/dossiers.ts';
import { recallSent } from '../../acts/recall-sent.ts';
import { type Reply, repliesTo } from '../../acts/replies.ts';
import { seeSent } from '../../acts/see.ts';
import {
  closeOnPaper,
  countRecipients,
  type Delivery,
  isForPaper,
  isRecallable,
  isRemindable,
  listRecipients,
  RECIPIENT_VIEWS,
  recallInWords,
  remindersOf,
  remindRecipients,
  SCREEN_WORDS,
} from '../../delivery/index.ts';
import { STATUS_WORDS } from '../../edxml/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { type DocumentRow, listAttachments } from '../../intake/index.ts';
import { nameDeliveries } from '../../journey/answer.ts';
import { isHubError } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { findAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf, factsOf, forwardedIn, signaturesOf, stepsInWords, stepsOf } from '../describe.ts';
import { consoleError } from '../errors.ts';
import { id, oneOf, readQuery, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';
import { countsInWords } from './sent.ts';

/** Recipients on one page; a document may have 5,000. */
const PAGE = 100;
/** As other doors take it: `Reason` of a recall has no limit of its own. */
const LONGEST_REASON = 500;
const NOBODY: Partial<Record<string, WordKey>> = {
  reminded: 'remindedNobody',
  paper: 'paperNobody',
  recalled: 'recalledNobody',
};
const TOLD = {
  sent: 'sentOk',
  again: 'sentAgain',
  reminded: 'remindedNow',
  paper: 'paperNow',
  recalled: 'recalledNow',
  recalling: 'recallWaits',
} as const;
const QUERY = z.object({
  view: oneOf(RECIPIENT_VIEWS),
  after: id.optional(),
  told: oneOf(['', 'sent', 'again', 'reminded', 'paper', 'recalled', 'recalling']),
  n: whole.default(0),
});
const VIEWS = { all: 'viewAll', open: 'viewNew', stuck: 'viewStuck' } as const satisfies Record<string, WordKey>;
const REPLIES: Readonly<Record<Reply['state'], WordKey>> = {
  answered: 'answered',
  'answered-late': 'answeredLate',
  awaited: 'awaited',
  late: 'late',
};

type OfDocument = { Params: { id: string } };
type Follow = OfDocument & { Body: { ids?: string | string[]; all?: string; day?: string; reason?: string } };

interface Told {
  readonly wrong?: Readonly<Record<string, string>>;
  readonly typed?: Readonly<Record<string, string>>;
}

/** One outgoing document: where each copy is, whom to remind, and who gets paper instead. */
export const sentDocumentRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get<OfDocument>('/sent/:id', async (request, reply) => {
    return showSent(context, request, reply, await seeOwn(context, request, 'document.read'));
  });

  app.post<Follow>('/sent/:id/remind', async (request, reply) => {
    const document = await seeOwn(context, request, 'delivery.follow');
    const { principal } = sessionOf(request).person;
    const ids = request.body.all === undefined ? idsOf(request) : 'all';
    if (ids.length === 0) return showNothing(context, request, reply, document);
    const sender = (await findAgencies(db, [document.senderId])).get(document.senderId)?.name ?? '–';
    const about = { id: document.id, code: codeOf(document) || document.documentUid, sender };
    const n = await db.transaction((tx) => remindRecipients(tx, about, ids, principal.actor));
    return reply.redirect(`${BASE}/sent/${document.id}?told=reminded&n=${n}`, 303);
  });

  app.post<Follow>('/sent/:id/paper', async (request, reply) => {
    const document = await seeOwn(context, request, 'delivery.follow');
    const { name, principal } = sessionOf(request).person;
    const { day = '' } = request.body;
    const ids = idsOf(request);
    if (ids.length === 0) return showNothing(context, request, reply, document);
    try {
      const sent = { day, by: name, actor: principal.actor };
      const n = await db.transaction((tx) => closeOnPaper(tx, document.id, ids, sent));
      return reply.redirect(`${BASE}/sent/${document.id}?told=paper&n=${n}`, 303);
    } catch (error) {
      if (!isHubError(error) || error.code !== 'PAPER_DAY_INVALID') throw error;
      const language = languageOf(request);
      const wrong = { day: `${error.title(language)} ${error.fix(language)}` };
      return showSent(context, request, reply.code(422), document, { wrong, typed: { day, ids: ids.join(' ') } });
    }
  });

  app.post<Follow>('/sent/:id/recall', async (request, reply) => {
    const document = await seeOwn(context, request, 'document.send');
    const language = languageOf(request);
    const reason = (request.body.reason ?? '').trim().replace(/\s+/g, ' ');
    const deliveryIds = request.body.all === undefined ? idsOf(request) : ('all' as const);
    const typed = { reason, ids: deliveryIds === 'all' ? '' : deliveryIds.join(' ') };
    const again = (wrong: string) =>
      showSent(context, request, reply.code(422), document, { wrong: { reason: wrong }, typed });
    if (reason === '' || reason.length > LONGEST_REASON) return again(wordOf('recallReasonWrong', language));
    if (deliveryIds.length === 0) return again(wordOf('noRecipientSelected', language));
    try {
      const { principal } = sessionOf(request).person;
      const { recipients, waiting } = await recallSent(context.hub, principal, document, { deliveryIds, reason });
      const told = waiting ? 'recalling' : 'recalled';
      return reply.redirect(`${BASE}/sent/${document.id}?told=${told}&n=${recipients}`, 303);
    } catch (error) {
      if (!isHubError(error)) throw error;
      return again(`${error.title(language)} ${error.fix(language)}`);
    }
  });
};

async function seeOwn(
  { hub }: ConsoleContext,
  request: FastifyRequest<OfDocument>,
  act: 'document.read' | 'delivery.follow' | 'document.send',
): Promise<DocumentRow> {
  const document = await seeSent(hub, sessionOf(request).person.principal, act, request.params.id);
  if (document.header.kind !== 'document') throw consoleError('PAGE_UNKNOWN');
  return document;
}

function idsOf(request: FastifyRequest<Follow>): string[] {
  return [request.body.ids ?? []].flat().filter(isId).slice(0, PAGE);
}

function showNothing(
  context: ConsoleContext,
  request: FastifyRequest<OfDocument>,
  reply: FastifyReply,
  document: DocumentRow,
): Promise<FastifyReply> {
  const wrong = { ids: wordOf('noRecipientSelected', languageOf(request)) };
  return showSent(context, request, reply.code(422), document, { wrong });
}

async function showSent(
  { hub }: ConsoleContext,
  request: FastifyRequest<OfDocument>,
  reply: FastifyReply,
  document: DocumentRow,
  told: Told = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const language = languageOf(request);
  const { view, after, told: done, n } = readQuery(request, QUERY);
  const [page, counts, report, attachments, steps, now, forwards, dossier] = await Promise.all([
    listRecipients(db, { documentId: document.id, view, after, limit: PAGE }),
    countRecipients(db, [document.id]),
    reportOfDocument(db, document),
    listAttachments(db, document.id),
    stepsOf(hub, document),
    transactionTime(db),
    forwardedIn(db, document.id),
    dossierOf(db, sessionOf(request).person.principal, document.id),
  ]);
  const agencies = await findAgencies(db, [
    document.senderId,
    ...steps.flatMap((step) => (step.agencyId === null ? [] : [step.agencyId])),
  ]);
  const address = (changes: Readonly<Record<string, string>>) =>
    `${BASE}/sent/${document.id}?${new URLSearchParams({ view, ...changes })}`;
  return show(request, reply, 'sent-document', document.subject ?? '', {
    place: 'sent',
    document,
    ...factsOf(document, language),
    ...signaturesOf(document, report.words[language], language),
    senderName: agencies.get(document.senderId)?.name ?? '–',
    files: attachments,
    forwards,
    dossier,
    told: done === '' ? '' : wordOf((n === 0 && NOBODY[done]) || TOLD[done], language, { n }),
    views: RECIPIENT_VIEWS.map((one) => ({ name: one, words: VIEWS[one], address: address({ view: one }) })),
    view,
    counts: countsInWords(counts.get(document.id)),
    recipients: await describeRecipients(hub, document, page.items, now),
    more: page.next === null ? null : address({ after: page.next }),
    steps: stepsInWords(steps, agencies, language),
    wrong: {},
    typed: {},
    ...told,
  });
}

async function describeRecipients(
  { database: { db } }: ConsoleContext['hub'],
  document: DocumentRow,
  deliveries: readonly Delivery[],
  now: Date,
) {
  const [named, replies, reminders] = await Promise.all([
    nameDeliveries(db, deliveries),
    repliesTo(db, document, deliveries, now),
    remindersOf(
      db,
      deliveries.map((one) => one.leadId),
    ),
  ]);
  return deliveries.map((one, index) => {
    const reply = replies.get(one.id);
    return {
      ...named[index]!,
      words: SCREEN_WORDS[named[index]!.word],
      recall: one.recallState === 'withdrawn' ? null : recallInWords(one),
      business: STATUS_WORDS[one.businessCode as keyof typeof STATUS_WORDS] ?? null,
      reply: reply ? REPLIES[reply.state] : null,
      reminders: reminders.get(one.leadId) ?? null,
      remindable: isRemindable(one),
      forPaper: isForPaper(one),
      recallable: document.docType !== 1 && isRecallable(one),
    };
  });
}
