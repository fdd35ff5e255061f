import { noteSent } from '../board/index.ts';
import { deliveriesTo } from '../delivery/index.ts';
import { followAnswer, measureSending } from '../duty/index.ts';
import { transactionTime } from '../evidence/index.ts';
import type { DocumentRow } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { isForPublic } from '../publication/index.ts';
import { type Agency, withPredecessors } from '../registry/index.ts';
import type { Case, Stored } from './outcome.ts';

/**
 * What a stored document says of its sender's duties: whether it was sent in time after signing, and which documents it
 * answers. Senders behind another axis are measured there; an update or recall is not the sending of a document.
 */
export async function followSender(
  tx: Tx,
  it: Case,
  sender: Agency,
  document: DocumentRow,
  references: Stored['references'],
): Promise<void> {
  if (document.kind !== 'document' || sender.axis !== null) return;
  const answered = references.filter((one) => one.relation === 'answers').map((one) => one.document.id);
  const owed = await deliveriesTo(tx, answered, await withPredecessors(tx, sender.id));
  await followAnswer(
    tx,
    owed.map((one) => one.id),
  );
  if (document.docType !== 0) return;
  const files = it.known.verdict?.files ?? [];
  await noteSent(tx, { id: document.id, senderId: sender.id, files, isPublic: isForPublic(document.header) });
  await measureSending(tx, {
    id: document.id,
    senderId: sender.id,
    code: [document.codeNumber, document.codeNotation].filter(Boolean).join('/') || document.documentUid,
    promulgatedOn: document.promulgatedOn,
    files,
    receivedAt: it.receivedAt ?? (await transactionTime(tx)),
  });
}
