import { Readable } from 'node:stream';
import { senderToday, writeRecall } from '../acts/recall-sent.ts';
import { reportStatus } from '../acts/report-status.ts';
import { type Delivery, findDelivery, type OwedMessage, settleOwed, takeOwed } from '../delivery/index.ts';
import { EDXML_MEDIA_TYPE } from '../edxml/index.ts';
import { record, transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { type DocumentRow, findDocument } from '../intake/index.ts';
import type { Answer } from '../journey/answer.ts';
import { submit } from '../pipeline.ts';
import { type Agency, hubPrincipal } from '../registry/index.ts';
import { buildRecallRequest } from '../status/index.ts';

const AT_ONCE = 20;
const DEFAULT_REASON = 'Bên gửi thu hồi văn bản';

/**
 * Writes the messages that the hub owes and hands them in like any other: they are verified, stored, delivered behind
 * what they speak of, and known by their id when a process died between handing in and noting it.
 */
export async function writeOwed(hub: Hub): Promise<void> {
  for (const message of await takeOwed(hub.database.db, AT_ONCE)) {
    await writeOne(hub, message).catch((error) =>
      hub.log.error({ error, owed: message.id }, 'a message of the hub could not be written; it is tried again'),
    );
  }
}

async function writeOne(hub: Hub, message: OwedMessage): Promise<void> {
  const { db } = hub.database;
  const delivery = await findDelivery(db, message.deliveryId);
  const document = delivery && (await findDocument(db, delivery.documentId));
  if (!delivery || !document || isMoot(message, delivery)) return settleOwed(db, message.id);
  const answer = await handIn(hub, message, delivery, document);
  await db.transaction(async (tx) => {
    await settleOwed(tx, message.id);
    // Overtaken: its recipient has said more at the same moment.
    if (answer.state !== 'rejected' || answer.error.code === 'STATUS_OVERTAKEN') return;
    const about = { documentId: document.id, deliveryId: delivery.id, agencyId: delivery.agencyId, actor: 'hub' };
    const data = { code: answer.error.code };
    const type = message.kind === 'arrival-notice' ? 'delivery.not-noticed' : 'recall.not-written';
    await record(tx, [{ ...about, type, data }]);
  });
}

/** Overtaken by what the recipient said or did meanwhile. */
function isMoot({ kind }: OwedMessage, { recallState, businessCode }: Delivery): boolean {
  if (kind === 'arrival-notice') return businessCode !== null;
  return kind !== 'recall-confirmation' && recallState !== 'asked';
}

async function handIn(hub: Hub, message: OwedMessage, delivery: Delivery, document: DocumentRow): Promise<Answer> {
  const by = { door: 'hub', principal: hubPrincipal() } as const;
  if (message.kind === 'recall-confirmation') {
    return reportStatus(hub, by, delivery, { code: '15' }, message.id);
  }
  if (message.kind === 'arrival-notice') {
    // One notice, however often the confirmation was pressed at the same moment.
    return reportStatus(hub, by, delivery, { code: '01', seen: delivery }, `arrival:${delivery.id}`);
  }
  const write = message.kind === 'recall-package' ? recallPackage : recallRequest;
  const bytes = await write(hub, document, {
    sender: await senderToday(hub, document),
    to: delivery.addressedCode,
    reason: message.reason ?? DEFAULT_REASON,
  });
  return submit(hub, {
    ...by,
    mediaType: EDXML_MEDIA_TYPE,
    body: Readable.from([bytes]),
    announcedLength: bytes.length,
    transportId: message.id,
    builtByHub: true,
  });
}

interface Wording {
  /** In whose name it is written. */
  readonly sender: Agency;
  /** Code of the recipient that is asked. */
  readonly to: string;
  readonly reason: string;
}

function recallPackage(_: Hub, document: DocumentRow, { sender, to, reason }: Wording) {
  return writeRecall(document, { sender, to: [to], reason });
}

/** Status 13, to the recipient that is asked. */
async function recallRequest(hub: Hub, document: DocumentRow, { sender, to, reason }: Wording) {
  const now = await transactionTime(hub.database.db);
  return buildRecallRequest({ document, sender, to, reason, now });
}
