import { z } from 'zod';
import { countRecipients, SCREEN_WORDS, type ScreenWord } from '../../delivery/index.ts';
import { type DocumentRow, listSent } from '../../intake/index.ts';
import type { Reader } from '../../platform/database.ts';
import { findAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { id, readQuery } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 30;
const LIST = z.object({ after: id.optional() });
/** In the order in which a sender worries. */
const WORDS: readonly ScreenWord[] = ['failed', 'queued', 'sent', 'arrived', 'accepted', 'paper', 'withdrawn'];

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
    code: codeOf(document),
    sender: senders.get(document.senderId)?.name ?? '–',
    counts: countsInWords(counts.get(document.id)),
  }));
}

/** How many recipients stand where, without those that are none. */
export function countsInWords(counts: ReadonlyMap<ScreenWord, number> = new Map()) {
  return WORDS.flatMap((word) => {
    const n = counts.get(word) ?? 0;
    return n > 0 ? [{ word, n, words: SCREEN_WORDS[word] }] : [];
  });
}
