import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Connection, Inbox, Letter, Package } from '../../adapters/connector.ts';
import { sealPackage } from '../acts/seal-package.ts';
import {
  type Answered,
  answeredOf,
  composeHeader,
  LONGEST,
  mediaTypeByName,
  typeOfNotation,
} from '../compose/index.ts';
import { findDelivery } from '../delivery/index.ts';
import { displayLine, EDXML_MEDIA_TYPE, streamDocument } from '../edxml/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { findByTransportId, findDocument, findSender } from '../intake/index.ts';
import { transportScope } from '../journey/outcome.ts';
import { isId } from '../platform/ids.ts';
import { type Agency, findAgencies, findSealingKey, type Principal, type SealingKey } from '../registry/index.ts';
import { error } from './errors.ts';

/** `15/QĐ-SNV`, `15a/QĐ-SNV`: what stands before the first slash is the number. */
const CODE = /^([^/,]+)\/([^,]+)$/;

export interface Writer {
  readonly name: string;
  /** In whose name the connection hands in. */
  readonly principal: () => Promise<Principal>;
}

/** An inbox that gives packages only: letters are written as edXML on the way. */
export function writeLetters(hub: Hub, writer: Writer, inbox: NonNullable<Connection['inbox']>): Inbox {
  return {
    ...inbox,
    async open(offer, signal) {
      const content = await inbox.open(offer, signal);
      return 'letter' in content ? write(hub, writer, offer.transportId, content.letter) : content;
    },
  };
}

/** @throws LETTER_ANSWERS_NOTHING, LETTER_CODE_INVALID, SENDER_NOT_ALLOWED, SENDER_CLOSED */
async function write(
  hub: Hub,
  { name: connection, principal: principalNow }: Writer,
  transportId: string,
  letter: Letter,
): Promise<Package> {
  const { db } = hub.database;
  const principal = await principalNow();
  const scope = transportScope({ door: 'connection', principal });
  const earlier = await findByTransportId(db, scope, transportId);
  // The same answer to the same sending: a second writing would differ in its times.
  if (earlier) return { mediaType: EDXML_MEDIA_TYPE, body: hub.blobs.open(earlier.submissionId) };
  const [, codeNumber, notation] = CODE.exec(letter.code.replace(/\s+/g, '')) ?? [];
  if (!codeNumber || !notation) throw error('LETTER_CODE_INVALID', { code: letter.code });
  const { sender, recipient, answers, documentId } = await partiesOf(hub, letter);
  // Asked before an agency's key is used, not only at the door.
  await findSender(db, principal, { senderCode: sender.code, kind: 'document' });
  const { date, subject, files } = letter;
  const header = composeHeader({
    sender,
    recipients: [{ agency: recipient, purpose: 'action' }],
    fields: {
      type: typeOfNotation(notation),
      notation,
      date,
      subject: displayLine(subject ?? `Trả lời văn bản số ${answers.code}: ${answers.subject}`, LONGEST.subject!),
    },
    codeNumber,
    answers,
    staff: null,
    now: new Date(hub.clock.now()),
  });
  const unsealed = streamDocument(
    header,
    files.map(({ name, content }, index) => ({
      contentId: `file-${index + 1}`,
      name,
      mediaType: mediaTypeByName(name),
      content,
    })),
  );
  const key = await usableKey(hub, sender);
  const body = key ? openOnce(await sealPackage(hub, unsealed, key)) : unsealed;
  const data = { connection, code: letter.code, seal: key?.subject ?? '–' };
  await db.transaction((tx) => record(tx, [{ type: 'connection.letter', actor: 'hub', documentId, data }]));
  return { mediaType: EDXML_MEDIA_TYPE, body };
}

/** Who answers was given the document by this hub. */
async function partiesOf(
  { database: { db } }: Hub,
  { answers: id, code }: Letter,
): Promise<{ sender: Agency; recipient: Agency; answers: Answered; documentId: string }> {
  const delivery = isId(id) ? await findDelivery(db, id) : null;
  const document = delivery && (await findDocument(db, delivery.documentId));
  const from = delivery?.handoverId ?? delivery?.agencyId;
  const agencies = document && from ? await findAgencies(db, [from, document.senderId]) : new Map<string, Agency>();
  const [sender, recipient] = [agencies.get(from ?? ''), agencies.get(document?.senderId ?? '')];
  const answers = document && recipient ? answeredOf(document, id, recipient.name) : null;
  if (!sender || !recipient || !document || !answers) throw error('LETTER_ANSWERS_NOTHING', { code, answers: id });
  return { sender, recipient, answers, documentId: document.id };
}

/** A seal that is worth nothing is worse than none: without one the connection's credentials speak. */
async function usableKey(hub: Hub, sender: Agency): Promise<SealingKey | null> {
  const key = await findSealingKey(hub.database.db, sender);
  return key && !key.revokedAt && key.notAfter.getTime() > hub.clock.now() ? key : null;
}

/** A file of the spool that is gone once it was read, or was not; one that cannot be removed goes at the next start. */
function openOnce(path: string) {
  const file = createReadStream(path);
  file.once('close', () => rm(path, { force: true }).catch(() => {}));
  return file;
}
