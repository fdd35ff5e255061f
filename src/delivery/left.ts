import type { Tx } from '../platform/database.ts';
import { lockDeliveries } from './business.ts';
import { fallbackCameBack } from './fallback.ts';
import { acknowledge } from './handover.ts';
import { lockLead } from './lead.ts';
import type { DeliveryState } from './model.ts';
import { prove } from './proof.ts';
import { deathOfLeft } from './verdict.ts';
import { writeStates } from './write-states.ts';

/** What a carrier tells of what was left with it. */
export type LeftOutcome =
  | { readonly arrived: true }
  | { readonly arrived: false; readonly code: string; readonly detail: string };

const TRYING: ReadonlySet<DeliveryState> = new Set(['due', 'claimed', 'sending']);

/**
 * Writes what became of a delivery that had only left: taken by its recipient, or come back. Told again, or of one that
 * has arrived by another way, it changes nothing. False while the try that left it is not written yet: to be told again.
 * @throws DELIVERY_NOT_FOUND
 */
export async function settleLeft(tx: Tx, deliveryId: string, outcome: LeftOutcome, actor: string): Promise<boolean> {
  const lead = await lockLead(tx, deliveryId);
  if (lead.state !== 'left') {
    if (!outcome.arrived && (await fallbackCameBack(tx, lead, outcome.code, actor))) return true;
    return !TRYING.has(lead.state);
  }
  if (outcome.arrived) {
    await acknowledge(tx, deliveryId, actor);
    return true;
  }
  const members = await lockDeliveries(tx, lead.members);
  const fates = members.map((member) => deathOfLeft(member, outcome));
  await writeStates(tx, fates);
  await prove(
    tx,
    fates.map((fate) => fate.step),
    actor,
  );
  return true;
}
