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

/** A document that is returned (02) after it was accepted: kept as an anomaly, both sides are told (model.md, Statuses). */
export async function tellLateReturns(tx: Tx, document: DocumentRow, deliveries: readonly Delivery[]): Promise<void> {
  await raiseAlerts(
    tx,
    deliveries.flatMap((one) => {
      const sides = new Set([document.senderId, one.handoverId ?? one.agencyId]);
      return [...sides].map((agencyId) => alertOf('returned-late', document, one, agencyId, one.businessCode ?? ''));
    }),
  );
}

async function tellAll(
  tx: Tx,
  kind: Extract<AlertKind, `recall-${string}`>,
  document: DocumentRow,
  deliveries: readonly Delivery[],
): Promise<void> {
  const alerts = deliveries.flatMap((one): NewAlert[] => {
    const sides = new Set([document.senderId, one.handoverId ?? one.agencyId, null]);
    const asked = one.recallAskedAt?.toISOString() ?? '';
    return [...sides].map((agencyId) => alertOf(kind, document, one, agencyId, asked));
  });
  await raiseAlerts(tx, alerts);
}

/** @param occasion tells one such step of a delivery from the next one */
function alertOf(
  kind: AlertKind,
  document: DocumentRow,
  { id, addressedCode }: Delivery,
  agencyId: string | null,
  occasion: string,
): NewAlert {
  return {
    key: `${kind}:${id}:${occasion}:${agencyId ?? 'hub'}`,
    kind,
    agencyId,
    documentId: document.id,
    deliveryId: id,
    facts: { documentUid: document.documentUid, recipient: addressedCode },
  };
}
