import { listWork } from '../delivery/index.ts';
import { displayLine } from '../edxml/index.ts';
import { findDocuments } from '../intake/index.ts';
import type { Db } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import type { Agency } from '../registry/index.ts';
import { searchReceived } from '../search/index.ts';
import { termOf, wantedOf } from './audit-terms.ts';
import { codeOf } from './describe.ts';

/** One look shows so many; who does not find it types on. */
const SHOWN = 30;
const LONGEST_CHOICE = 120;

/** Incoming documents to which an agency may write an answer: what a search finds, else the last accepted and open ones. */
export async function answerableBy(db: Db, { id }: Agency, asked: string) {
  const found = asked === '' ? await lastOpen(db, id) : await search(db, id, asked);
  const documents = await findDocuments(
    db,
    found.map((one) => one.documentId),
  );
  return found.flatMap(({ deliveryId, documentId }) => {
    const document = documents.get(documentId);
    if (!document) return [];
    const words = [codeOf(document), document.subject].filter(Boolean).join(' · ');
    return { deliveryId, words: displayLine(words, LONGEST_CHOICE) };
  });
}

interface Received {
  readonly deliveryId: string;
  readonly documentId: string;
}

async function lastOpen(db: Db, agencyId: string): Promise<readonly Received[]> {
  return (await listWork(db, { handoverIds: [agencyId], view: 'open', limit: SHOWN })).items;
}

/** Nothing where the words are too wide for the time that a page has. */
async function search(db: Db, agencyId: string, asked: string): Promise<Received[]> {
  const { wanted } = await wantedOf(db, { ...termOf(asked), side: 'sender' });
  try {
    const { items } = await searchReceived(db, { agencyIds: [agencyId] }, wanted, { limit: SHOWN });
    return items.map(({ itemId, documentId }) => ({ deliveryId: itemId, documentId }));
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [];
  }
}
