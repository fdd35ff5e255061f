import { type Delivery, deliveriesOfDocuments, lockDeliveries, wasReleased } from '../delivery/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import { changesSince, type DocumentRow, insertReferences } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { heirsOf } from '../registry/index.ts';
import { addressedCodes, removedCodes } from './addresses.ts';
import { routingError } from './errors.ts';
import { isNamed, keyOf, leadsAtDoor, matchRecipients } from './match.ts';
import { type Recipient, resolveRecipients } from './recipients.ts';
import { changes, type Reference } from './references.ts';

/**
 * For a document that waited for its verdict: the recipients to whom it may still go, behind what changed it meanwhile.
 * Those packages found nothing to refer to when they came and went ahead; now the link is made. Order is that of handing
 * in: the id of the submission.
 * @throws RECALLED_WHILE_WAITING, SUPERSEDED_WHILE_WAITING when nobody is left
 */
export async function planWaited(
  tx: Tx,
  document: DocumentRow,
  recipients: readonly Recipient[],
  waitingSince: Date,
): Promise<Recipient[]> {
  const later = (await changesSince(tx, document.senderId, waitingSince)).flatMap((row) =>
    row.submissionId > document.submissionId ? changes(row, document) : [],
  );
  for (const { document: change, relation } of later) {
    await insertReferences(tx, change.id, [{ id: document.id, relation }]);
  }
  const left = await behindChanges(tx, document, recipients, later);
  if (left.length === 0 && recipients.length > 0) {
    const recalled = later.every((one) => one.relation === 'recalls');
    const { documentUid } = document;
    throw routingError(recalled ? 'RECALLED_WHILE_WAITING' : 'SUPERSEDED_WHILE_WAITING', { documentUid });
  }
  return left;
}

/**
 * Keeps a document from overtaking what changes it. A recipient from whom it was recalled, or who has the update or
 * replacement already, is sent nothing; what has not been released to the others waits behind the document.
 */
export async function behindChanges(
  tx: Tx,
  document: DocumentRow,
  recipients: readonly Recipient[],
  later: readonly Reference[],
): Promise<Recipient[]> {
  if (later.length === 0) return [...recipients];
  const changeOf = new Map(later.map((one) => [one.document.id, one]));
  const found = await deliveriesOfDocuments(tx, [...changeOf.keys()]);
  const live = found.filter((one) => one.state !== 'failed' && one.state !== 'cancelled');
  const locked = await lockDeliveries(
    tx,
    live.map((one) => one.id),
  );
  const followingTo = await matchRecipients(tx, recipients, locked);
  const atDoor = leadsAtDoor(locked.filter((one) => one.state === 'dead' || !wasReleased(one)));
  const recalled = await recalledFrom(tx, later, recipients);
  const left: Recipient[] = [];
  const events: NewEvent[] = [];
  for (const recipient of recipients) {
    const following = followingTo(recipient).filter((one) => isNamed(changeOf.get(one.documentId)!, recipient, one));
    const by = recalled.get(keyOf(recipient)) ?? ahead(following, changeOf);
    if (by) events.push(passedOver(document, recipient, by));
    else left.push({ ...recipient, successors: [...following.map((one) => one.id), ...atDoor(recipient)] });
  }
  await record(tx, events);
  return left;
}

function passedOver(document: DocumentRow, { addressedCode, agencyId }: Recipient, by: DocumentRow): NewEvent {
  const data = { addressedCode, documentUid: by.documentUid, docType: by.docType };
  return { type: 'document.passed-over', actor: 'hub', documentId: document.id, agencyId, data };
}

/** The recall that names the recipient or its heir, or the update that takes it off the list: by `keyOf`. */
async function recalledFrom(
  tx: Tx,
  later: readonly Reference[],
  recipients: readonly Recipient[],
): Promise<Map<string, DocumentRow>> {
  const heirs = await heirsOf(
    tx,
    recipients.flatMap((one) => one.agencyId ?? []),
  );
  const found = new Map<string, DocumentRow>();
  for (const { relation, document } of later) {
    const { header } = document;
    if (header.kind !== 'document') continue;
    const codes = relation === 'recalls' ? addressedCodes(header) : removedCodes(header);
    const named = new Set((await resolveRecipients(tx, codes)).map(keyOf));
    for (const key of recipients.map(keyOf)) {
      const concerned = [key, heirs.get(key)].some((one) => one !== undefined && named.has(one));
      if (concerned && !found.has(key)) found.set(key, document);
    }
  }
  return found;
}

function ahead(following: readonly Delivery[], changeOf: ReadonlyMap<string, Reference>): DocumentRow | null {
  const released = following.find((one) => one.state !== 'dead' && wasReleased(one));
  return released ? changeOf.get(released.documentId)!.document : null;
}
