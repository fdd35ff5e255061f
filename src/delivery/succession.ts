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

/** Why mail to a split agency waits. */
export function undecided(code: string, reception: Extract<Reception, { outcome: 'undecided' }>): HubError {
  const successors = reception.successors.map((agency) => `${agency.name} (${agency.code})`).join('; ');
  return error('RECIPIENT_UNDECIDED', { code, since: reception.since, successors });
}
