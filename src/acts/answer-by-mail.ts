import {
  acknowledge,
  askedThrough,
  type Delivery,
  deliveryError,
  findDelivery,
  oweMessages,
  readMailCode,
} from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { type DocumentRow, findDocument } from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import { hubPrincipal } from '../registry/index.ts';
import { answerRecall } from './answer-recall.ts';

/** What the holder of a mail's link answers for. */
export interface MailedDelivery {
  readonly delivery: Delivery;
  readonly document: DocumentRow;
  /** What the sender asks back through it: itself, or what the recall in the mail follows. */
  readonly asked: readonly Delivery[];
  /** The connection that wrote the mail. */
  readonly connection: string;
}

/** Looking changes nothing: mail scanners open every link. @throws MAIL_CODE_UNKNOWN */
export async function seeByMail(reader: Reader, code: string): Promise<MailedDelivery> {
  const { deliveryId, connection } = await readMailCode(reader, code);
  const delivery = await findDelivery(reader, deliveryId);
  const document = delivery && (await findDocument(reader, delivery.documentId));
  if (!delivery || !document) throw deliveryError('MAIL_CODE_UNKNOWN');
  return { delivery, document, connection, asked: await askedThrough(reader, delivery) };
}

/**
 * The agency has its document: ContentHandover, and the hub owes the sender an 01 from it. Said again, or after it arrived
 * by another way, nothing changes.
 * @throws MAIL_CODE_UNKNOWN, DELIVERY_WITHDRAWN
 */
export async function confirmByMail({ database: { db } }: Hub, code: string): Promise<void> {
  const { delivery, connection } = await seeByMail(db, code);
  if (delivery.state === 'arrived') return;
  await db.transaction(async (tx) => {
    await acknowledge(tx, delivery.id, `connection:${connection}`);
    if (delivery.kind !== 'document') return;
    await oweMessages(
      tx,
      delivery.members.map((deliveryId) => ({ kind: 'arrival-notice', deliveryId })),
    );
  });
}

/**
 * "Hủy bỏ và thông báo cho bên gửi" from the link of a mail: the hub writes the 15 in the agency's name.
 * @throws MAIL_CODE_UNKNOWN, RECALL_NOT_ASKED, STATUS_OVERTAKEN, and what `reportStatus` throws
 */
export async function cancelByMail(hub: Hub, code: string): Promise<void> {
  const { db } = hub.database;
  const { delivery, connection, asked } = await seeByMail(db, code);
  // Whoever answers has the mail.
  if (delivery.state !== 'cancelled') await confirmByMail(hub, code);
  const by = { door: 'hub', principal: hubPrincipal() } as const;
  const answer = await answerRecall(hub, by, delivery, { decision: 'confirm' });
  if (answer.state === 'rejected') throw answer.error;
  await db.transaction((tx) =>
    record(
      tx,
      asked.map(({ id, documentId, agencyId }) => ({
        type: 'recall.cancelled-by-mail',
        actor: `connection:${connection}`,
        documentId,
        deliveryId: id,
        agencyId,
        data: { connection },
      })),
    ),
  );
}
