import type { Delivery } from '../delivery/index.ts';
import type { DocumentRow } from '../intake/index.ts';
import { type AlertKind, type NewAlert, raiseAlerts } from '../notify/index.ts';
import type { Tx } from '../platform/database.ts';

/** A thu hồi that was answered with 16: both sides and the administrators are told (QĐ 28/2018 Art 9(2)). */
export async function tellVoidRefusals(tx: Tx, document: DocumentRow, deliveries: readonly Delivery[]): Promise<void> {
  await tellAll(tx, 'recall-refused', document, deliveries);
}

/** A recall without a confirmation in time. */
export async function tellOverdueRecalls(
  tx: Tx,
  document: DocumentRow,
  deliveries: readonly Delivery[],
): Promise<void> {
  await tellAll(tx, 'recall-overdue', document, deliveries);
}

async function tellAll(
  tx: Tx,
  kind: Extract<AlertKind, `recall-${string}`>,
  document: DocumentRow,
  deliveries: readonly Delivery[],
): Promise<void> {
  const alerts = deliveries.flatMap((one): NewAlert[] => {
    const sides = [document.senderId, one.handoverId ?? one.agencyId, null];
    return [...new Set(sides)].map((agencyId) => ({
      key: `${kind}:${one.id}:${one.recallAskedAt?.toISOString() ?? ''}:${agencyId ?? 'hub'}`,
      kind,
      agencyId,
      documentId: document.id,
      deliveryId: one.id,
      facts: { documentUid: document.documentUid, recipient: one.addressedCode },
    }));
  });
  await raiseAlerts(tx, alerts);
}
