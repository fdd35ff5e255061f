import { z } from 'zod';
import { readDeliveries } from '../../answer.ts';
import { countRecipients, SCREEN_WORDS, type ScreenWord } from '../../delivery/index.ts';
import { reportOfDocument } from '../../document-report.ts';
import { STATUS_WORDS } from '../../edxml/index.ts';
import { sentenceOf, transactionTime } from '../../evidence/index.ts';
import { type DocumentRow, listAttachments, listSent } from '../../intake/index.ts';
import type { Reader } from '../../platform/database.ts';
import { findAgencies } from '../../registry/index.ts';
import { repliesTo } from '../../replies.ts';
import { seeDocument } from '../../see.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { factsOf, signaturesOf, stepsOf } from '../describe.ts';
import { consoleError } from '../errors.ts';
import { id, readQuery, text, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 30;
/** Recipients on one page; a document may have 5,000, and a page at most 200 KB. */
const RECIPIENTS = 200;
const TOLD: Readonly<Record<string, WordKey>> = { sent: 'sentOk', again: 'sentAgain' };
const LIST = z.object({ after: id.optional() });
const ONE = z.object({ from: whole.default(0), told: text.default('') });
const REPLY_WORDS: Readonly<Record<string, WordKey>> = {
  answered: 'answered',
  'answered-late': 'answeredLate',
  awaited: 'awaited',
  late: 'late',
};
/** In the order in which a sender worries. */
const WORDS: readonly ScreenWord[] = ['failed', 'queued', 'sent', 'arrived', 'accepted', 'withdrawn'];

/** Văn bản đi: what the reader's agencies sent, and where each copy is. */
export const sentRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/sent', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const { after } = readQuery(request, LIST);
    const senderIds = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
    const page = { senderIds, kind: 'document' as const, limit: PAGE + 1, ...(after !== undefined && { after }) };
    const documents = await listSent(db, page);
    const rows = documents.slice(0, PAGE);
    const more = documents.length > PAGE ? `${BASE}/sent?after=${rows.at(-1)!.id}` : null;
    return show(request, reply, after === undefined ? 'sent' : 'sent-rows', wordOf('outgoing', languageOf(request)), {
      place: 'sent',
      rows: await sentRows(db, rows),
      more,
    });
  });

  app.get<{ Params: { id: string } }>('/sent/:id', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const language = languageOf(request);
    const { document, side, deliveries } = await seeDocument(hub, principal, 'document.read', request.params.id);
    if (side !== 'sender' || document.header.kind !== 'document') throw consoleError('PAGE_UNKNOWN');
    const [all, report, attachments, steps, replies] = await Promise.all([
      readDeliveries(db, document.id),
      reportOfDocument(db, document),
      listAttachments(db, document.id),
      stepsOf(hub, document),
      transactionTime(db).then((now) => repliesTo(db, document, deliveries, now)),
    ]);
    const { from, told } = readQuery(request, ONE);
    const agencies = await findAgencies(db, [
      document.senderId,
      ...steps.flatMap((step) => (step.agencyId === null ? [] : [step.agencyId])),
    ]);
    const recent = steps.slice(-RECIPIENTS);
    return show(request, reply, 'sent-document', document.subject ?? '', {
      place: 'sent',
      document,
      ...factsOf(document, language),
      ...signaturesOf(document, report.words[language]),
      senderName: agencies.get(document.senderId)?.name ?? '–',
      files: attachments,
      told: TOLD[told] ?? '',
      total: all.length,
      recipients: all.slice(from, from + RECIPIENTS).map((one) => ({
        ...one,
        words: SCREEN_WORDS[one.word],
        business: STATUS_WORDS[one.businessCode as keyof typeof STATUS_WORDS] ?? null,
        reply: REPLY_WORDS[replies.get(one.id)?.state ?? ''] ?? null,
      })),
      more: from + RECIPIENTS < all.length ? `${BASE}/sent/${document.id}?from=${from + RECIPIENTS}` : null,
      steps: recent.map((step) => ({
        at: step.at,
        words: sentenceOf(step, language, agencies.get(step.agencyId ?? '')?.name ?? null),
      })),
    });
  });
};

/** The lines of a list of outgoing documents, each with how many of its recipients stand where. */
export async function sentRows(reader: Reader, documents: readonly DocumentRow[]) {
  const [counts, senders] = await Promise.all([
    countRecipients(
      reader,
      documents.map((row) => row.id),
    ),
    findAgencies(
      reader,
      documents.map((row) => row.senderId),
    ),
  ]);
  return documents.map((document) => ({
    document,
    code: [document.codeNumber, document.codeNotation].filter(Boolean).join('/'),
    sender: senders.get(document.senderId)?.name ?? '–',
    counts: WORDS.flatMap((word) => {
      const n = counts.get(document.id)?.get(word) ?? 0;
      return n > 0 ? [{ word, n, words: SCREEN_WORDS[word] }] : [];
    }),
  }));
}
