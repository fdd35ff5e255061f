import type { FastifyRequest } from 'fastify';
import { seeDeliveries } from '../../acts/see.ts';
import type { Delivery } from '../../delivery/index.ts';
import { findDocuments } from '../../intake/index.ts';
import { isId } from '../../platform/ids.ts';
import { allows } from '../acts.ts';
import { BASE, type ConsoleContext, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { languageOf } from '../render.ts';
import { wordOf } from '../words.ts';
import { whoWasFirst } from './acts.ts';
import { isInReach } from './document.ts';

/** So many are named after one click; the others are counted. */
export const MOST_NAMED = 10;
const CODES: Readonly<Record<string, string>> = { accept: '03', complete: '06', assign: '04' };

/** The documents that a click on several could not report, each with why as it stands now: the address says which. */
export async function sayLeft(context: ConsoleContext, request: FastifyRequest, act: string, ids: string) {
  const { hub } = context;
  const chosen = ids.split(',').filter(isId).slice(0, MOST_NAMED);
  if (chosen.length === 0) return [];
  const language = languageOf(request);
  const seen = await seeDeliveries(hub, sessionOf(request).person.principal, 'document.read', chosen);
  const documents = await findDocuments(
    hub.database.db,
    seen.map((one) => one.documentId),
  );
  const lines = seen.map(async (delivery) => {
    // What was taken back unopened, or is kept back by an operator, is not told of: only that it is not here now.
    if (!isInReach(delivery))
      return { address: null, name: wordOf('oneDocument', language), why: wordOf('leftGone', language) };
    const document = documents.get(delivery.documentId);
    const name = [document && codeOf(document), document?.subject].filter(Boolean).join(', ');
    return { address: `${BASE}/inbox/${delivery.id}`, name, why: await whyNot(context, request, delivery, act) };
  });
  return Promise.all(lines);
}

async function whyNot(context: ConsoleContext, request: FastifyRequest, delivery: Delivery, act: string) {
  const language = languageOf(request);
  if (delivery.recallState !== null && delivery.recallState !== 'refused') return wordOf('leftRecalled', language);
  if (allows(delivery, CODES[act] ?? '')) return wordOf('leftOpen', language);
  return whoWasFirst(context, delivery, request);
}
