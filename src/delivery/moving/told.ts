import type { Delivery } from '../model.ts';
import { firstStep, forwarding } from '../placement.ts';
import type { ProvenStep } from '../proof.ts';
import type { Moved } from './plan.ts';

/** What the log says of one address: where it goes and why, then where it is. */
export function stepsOf({ after, part }: Moved): ProvenStep[] {
  const open = part.place.kind === 'recipient' ? part.place.open : null;
  const why: ProvenStep[] = open?.succeeded
    ? forwarding(after, open)
    : open
      ? [{ delivery: after, type: 'delivery.rerouted', data: { channel: after.channel } }]
      : [];
  return [...why, nowIs(after)];
}

/** An address may share what its document is there already. */
function nowIs(delivery: Delivery): ProvenStep {
  switch (delivery.state) {
    case 'arrived':
      return { delivery, type: 'delivery.arrived', receipt: 'ContentHandover' };
    case 'fetched':
      return { delivery, type: 'delivery.fetched', receipt: 'ContentConsignment' };
    case 'dead':
      return {
        delivery,
        type: 'delivery.dead',
        receipt: 'ContentHandoverFailure',
        data: { code: delivery.reasonCode ?? '' },
      };
    default:
      return firstStep(delivery);
  }
}
