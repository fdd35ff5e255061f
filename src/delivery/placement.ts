import { dayInWords } from '../platform/clock.ts';
import type { HubError } from '../platform/errors.ts';
import { error } from './errors.ts';
import type { Delivery, OpenReception, Reception } from './model.ts';
import type { ProvenStep } from './proof.ts';

/** What the sender is told when a closed agency's mail goes to whoever took over from it; nothing for other mail. */
export function forwarding(delivery: Delivery, to: OpenReception | null): ProvenStep[] {
  if (!to?.succeeded) return [];
  const { by, since } = to.succeeded;
  const data = { addressedCode: delivery.addressedCode, successor: `${by.name} (${by.code})`, since };
  return [{ delivery, type: 'delivery.forwarded', data }];
}

/** The first that the log says of a delivery where it is put: at its creation, or by a move. */
export function firstStep(one: Delivery): ProvenStep {
  const data = { addressedCode: one.addressedCode, code: one.reasonCode ?? '' };
  switch (one.state) {
    case 'available':
      return { delivery: one, type: 'delivery.available' };
    case 'due':
      return { delivery: one, type: 'delivery.queued' };
    case 'held':
      return { delivery: one, type: 'delivery.held', data };
    default:
      return { delivery: one, type: 'delivery.failed', receipt: 'ContentConsignmentFailure', data };
  }
}

/** Why mail to a split agency waits. */
export function undecided(code: string, reception: Extract<Reception, { outcome: 'undecided' }>): HubError {
  const successors = reception.successors.map((agency) => `${agency.name} (${agency.code})`).join('; ');
  return error('RECIPIENT_UNDECIDED', { code, since: dayInWords(reception.since), successors });
}
