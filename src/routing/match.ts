import { type Delivery, laneKey, routeKey } from '../delivery/index.ts';
import type { Reader } from '../platform/database.ts';
import { heirsOf, normaliseCode, predecessorsOf } from '../registry/index.ts';
import type { Recipient } from './recipients.ts';
import type { Reference } from './references.ts';

export function keyOf(address: { readonly agencyId: string | null; readonly addressedCode: string }): string {
  return address.agencyId ?? normaliseCode(address.addressedCode);
}

/** Whether a change is for this recipient, by the code that its document was sent to or that the change was sent to. */
export function isNamed(reference: Reference, recipient: Recipient, delivery: Delivery): boolean {
  if (reference.onlyFor.length === 0) return true;
  const codes = [recipient.addressedCode, delivery.addressedCode].map(normaliseCode);
  return reference.onlyFor.some((one) => codes.includes(normaliseCode(one)));
}

export function groupByRecipient(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const group = groups.get(keyOf(delivery));
    if (group) group.push(delivery);
    else groups.set(keyOf(delivery), [delivery]);
  }
  return groups;
}

/**
 * Which of these deliveries went to each recipient: to its agency or to a closed one that it is the heir of; where there
 * are none, to its own heir and whatever else that one is the heir of. One that went to another of the recipients is that one's alone.
 */
export async function matchRecipients(
  reader: Reader,
  recipients: readonly Recipient[],
  deliveries: readonly Delivery[],
): Promise<(recipient: Recipient) => readonly Delivery[]> {
  const groups = groupByRecipient(deliveries);
  const ids = groups.size === 0 ? [] : recipients.flatMap((one) => one.agencyId ?? []);
  const heirs = await heirsOf(reader, ids);
  const inherited = await predecessorsOf(reader, [...ids, ...heirs.values()]);
  const named = new Set(recipients.map(keyOf));
  const to = (keys: readonly string[] = []) =>
    keys.filter((key) => !named.has(key)).flatMap((key) => groups.get(key) ?? []);
  return (recipient) => {
    const key = keyOf(recipient);
    const found = [...(groups.get(key) ?? []), ...to(inherited.get(key))];
    const heir = heirs.get(key);
    return found.length > 0 || heir === undefined ? found : to([heir, ...(inherited.get(heir) ?? [])]);
  };
}

/**
 * Which of these deliveries go to each recipient's own door, whomever they name: one system may receive for several
 * agencies, and it must not see a change before what it changes. By the leads, which are few.
 */
export function leadsAtDoor(deliveries: readonly Delivery[]): (recipient: Recipient) => readonly string[] {
  const doors = new Map<string, Set<string>>();
  for (const one of deliveries) {
    if (one.channel === 'none') continue;
    const leads = doors.get(laneKey(one));
    if (leads) leads.add(one.leadId);
    else doors.set(laneKey(one), new Set([one.leadId]));
  }
  return ({ reception }) => (reception.outcome === 'open' ? [...(doors.get(routeKey(reception)) ?? [])] : []);
}
