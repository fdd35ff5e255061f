import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Delivery, deliveriesOfDocuments, isRecallable } from '../delivery/index.ts';
import { buildDocument, EDXML_MEDIA_TYPE } from '../edxml/index.ts';
import type { Hub } from '../hub.ts';
import type { DocumentRow } from '../intake/index.ts';
import { submit } from '../pipeline.ts';
import { type Agency, findAgencies, findSealingKey, heirsOf, type Principal, sealingError } from '../registry/index.ts';
import { sealPackage } from './seal-package.ts';

/** What a sender takes back, and why: from these of its deliveries, or from everybody. */
export interface RecallOrder {
  readonly deliveryIds: readonly string[] | 'all';
  /** For the recipients; QĐ 28/2018 Art 9(2) lets a document be recalled, and they have to obey. */
  readonly reason: string;
}

/**
 * Thu hồi from the web page: the hub writes the recall package, seals it with the agency's key and hands it in like any
 * other. What has not left is withdrawn; whoever has the document is asked to cancel it.
 * @returns from how many addresses; `waiting` while the verdict on the package waits
 * @throws SEALING_KEY_MISSING, SECRET_UNREADABLE, and what refuses the package
 */
export async function recallSent(
  hub: Hub,
  principal: Principal,
  document: DocumentRow,
  { deliveryIds, reason }: RecallOrder,
): Promise<{ readonly recipients: number; readonly waiting: boolean }> {
  const { db } = hub.database;
  const chosen = (await deliveriesOfDocuments(db, [document.id])).filter(
    (one) => isRecallable(one) && (deliveryIds === 'all' || deliveryIds.includes(one.id)),
  );
  if (chosen.length === 0) return { recipients: 0, waiting: false };
  const sender = await senderToday(hub, document);
  const key = await findSealingKey(db, sender);
  if (!key) throw sealingError('SEALING_KEY_MISSING', { agency: sender.name, code: sender.code });
  const written = await writeRecall(document, { sender, to: codesOf(chosen), reason });
  const sealed = await sealPackage(hub, Readable.from([written]), key);
  try {
    const answer = await submit(hub, {
      door: 'web',
      principal,
      mediaType: EDXML_MEDIA_TYPE,
      body: createReadStream(sealed),
      announcedLength: (await stat(sealed)).size,
    });
    if (answer.state === 'rejected') throw answer.error;
    return { recipients: chosen.length, waiting: answer.state === 'parked' };
  } finally {
    await rm(sealed, { force: true });
  }
}

/** The document's sender, or who is its heir: a closed agency sends nothing any more. */
export async function senderToday({ database: { db } }: Hub, { senderId }: DocumentRow): Promise<Agency> {
  const id = (await heirsOf(db, [senderId])).get(senderId) ?? senderId;
  return (await findAgencies(db, [id])).get(id)!;
}

/** BussinessDocType 1 with the header of its document and no files, for these recipients. */
export async function writeRecall(
  { header, documentUid, senderId }: DocumentRow,
  { sender, to, reason }: { readonly sender: Agency; readonly to: readonly string[]; readonly reason: string },
): Promise<Buffer> {
  if (header.kind !== 'document') throw new Error('only documents are recalled');
  const isHeir = sender.id !== senderId;
  const from = isHeir ? { ...header.from, organId: sender.code, organName: sender.name } : header.from;
  const bussiness = { docType: 1, documentId: documentUid, reason } as const;
  const known = new Map(header.to.map((one) => [one.organId, one]));
  const kept = to.map((organId) => known.get(organId) ?? { organId });
  return buildDocument({ ...header, from, to: kept, bussiness, responseFor: [] }, []);
}

function codesOf(deliveries: readonly Delivery[]): string[] {
  return [...new Set(deliveries.map((one) => one.addressedCode))];
}
