import type { Delivery } from '../delivery/index.ts';
import { normaliseCode } from '../registry/index.ts';
import type { Recipient } from './recipients.ts';
import type { Reference } from './references.ts';

export function keyOf(address: { readonly agencyId: string | null; readonly addressedCode: string }): string {
  return address.agencyId ?? normaliseCode(address.addressedCode);
}

export function isNamed(reference: Reference, recipient: Recipient): boolean {
  if (reference.onlyFor.length === 0) return true;
  const code = normaliseCode(recipient.addressedCode);
  return reference.onlyFor.some((one) => normaliseCode(one) === code);
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
