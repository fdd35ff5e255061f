import { dayInWords } from '../../platform/clock.ts';
import type { HubError } from '../../platform/errors.ts';
import type { Reception } from '../../registry/index.ts';
import { error } from '../errors.ts';
import { routeKey } from '../lanes.ts';
import type { Delivery, OpenReception } from '../model.ts';
import { undecided } from '../placement.ts';

/** A group that waits. */
export interface Group {
  readonly lead: Delivery;
  /** The lead among them. */
  readonly members: readonly Delivery[];
  /** Bytes of its document. */
  readonly size: number;
}

/** The group of the same document that a recipient has already, by its lead. */
export type Siblings = ReadonlyMap<string, Delivery>;

/** Where an address belongs today. */
type Place =
  | { readonly kind: 'here' }
  | { readonly kind: 'recipient'; readonly open: OpenReception }
  | { readonly kind: 'nobody'; readonly problem: HubError };

/** Some members of a group that go one way together. */
export interface Part {
  readonly group: Group;
  readonly members: readonly Delivery[];
  readonly place: Place;
  /** Its lead from now on: its own, or that of the group that it joins. */
  readonly leadId: string;
  readonly joins: Delivery | null;
}

/** A member as it is after the move. */
export interface Moved {
  readonly before: Delivery;
  readonly after: Delivery;
  readonly part: Part;
}

export interface Plan {
  /** Every part of every group that changes. */
  readonly parts: readonly Part[];
  /** Leads of groups that must wait for the outcome of what is being sent to their new recipient. */
  readonly postponed: readonly string[];
}

/** Why a delivery is held for want of a recipient; what an operator holds is his. */
export const UNPLACED: readonly string[] = ['RECIPIENT_UNDECIDED', 'RECIPIENT_CLOSED', 'RECIPIENT_CANNOT_TAKE'];

/** States that an address may share when its document is with the recipient already, or was refused by it. */
const SHARED: ReadonlySet<string> = new Set(['due', 'available', 'fetched', 'arrived', 'dead']);

/**
 * Decides where the members of waiting groups go. Nothing is decided of an agency whose reception was not read, nor of one
 * that is open but not connected: its mail waits where it is.
 * @param siblings by `siblingKey`
 */
export function planMoves(
  groups: readonly Group[],
  receptions: ReadonlyMap<string, Reception>,
  siblings: Siblings,
): Plan {
  const split = groups.map((group) => ({ group, ways: partition(group, receptions) }));
  const leaving = new Set(
    split.filter(({ ways }) => !ways.get('here')?.members.some(isLead)).map(({ group }) => group.lead.id),
  );
  const there = new Map([...siblings].filter(([, lead]) => !leaving.has(lead.id)));
  const parts: Part[] = [];
  const postponed: string[] = [];
  for (const { group, ways } of split) {
    if (ways.size === 1 && ways.has('here')) continue;
    const met = [...ways.values()].map((way) => ({ ...way, sibling: meet(there, group, way.place) }));
    if (met.some(({ sibling }) => sibling?.state === 'sending')) {
      postponed.push(group.lead.id);
      continue;
    }
    for (const { place, members, sibling } of met) {
      const joins = sibling ?? null;
      const lead = joins ?? members.find(isLead) ?? members[0]!;
      parts.push({ group, members, place, joins, leadId: lead.id });
      if (joins === null && place.kind === 'recipient') there.set(siblingKey(group.lead, routeKey(place.open)), lead);
    }
  }
  return { parts, postponed };
}

function isLead({ id, leadId }: Delivery): boolean {
  return id === leadId;
}

function partition(group: Group, receptions: ReadonlyMap<string, Reception>) {
  const ways = new Map<string, { place: Place; members: Delivery[] }>();
  for (const member of group.members) {
    const place = placeOf(member, group.size, receptions.get(member.decidedId ?? member.agencyId ?? ''));
    const key = wayOf(member, place);
    const way = ways.get(key) ?? { place, members: [] };
    way.members.push(member);
    ways.set(key, way);
  }
  return ways;
}

function placeOf(member: Delivery, size: number, reception: Reception | undefined): Place {
  const code = member.addressedCode;
  switch (reception?.outcome) {
    case 'open': {
      const { channel } = reception;
      const limit = channel.kind === 'axis' ? null : channel.maxBytes;
      if (limit !== null && size > limit) return nowhere(member, error('RECIPIENT_CANNOT_TAKE', { code, size, limit }));
      return isHere(member, reception) ? { kind: 'here' } : { kind: 'recipient', open: reception };
    }
    case 'undecided':
      return nowhere(member, undecided(code, reception));
    case 'closed':
      return nowhere(member, error('RECIPIENT_CLOSED', { code, since: dayInWords(reception.since) }));
    default:
      return { kind: 'here' };
  }
}

/** What nobody takes is held; a dead letter stays one, and what is held for this reason already stays as it is. */
function nowhere(member: Delivery, problem: HubError): Place {
  const settled = member.state === 'dead' || (member.state === 'held' && member.reasonCode === problem.code);
  return settled ? { kind: 'here' } : { kind: 'nobody', problem };
}

function isHere(member: Delivery, { handover, channel }: OpenReception): boolean {
  const axis = channel.kind === 'axis' ? channel.axis : null;
  return member.channel === channel.kind && member.axis === axis && member.handoverId === handover.id;
}

/** What nobody takes waits address by address: each is decided for itself. */
function wayOf(member: Delivery, place: Place): string {
  if (place.kind === 'recipient') return routeKey(place.open);
  return place.kind === 'nobody' ? `nobody ${member.id}` : 'here';
}

/** A relay that has left the hub names its agencies and takes no more of them; a recipient's handover is shared. */
function meet(there: Siblings, group: Group, place: Place): Delivery | undefined {
  if (place.kind !== 'recipient') return undefined;
  const sibling = there.get(siblingKey(group.lead, routeKey(place.open)));
  if (!sibling || sibling.id === group.lead.id) return undefined;
  if (sibling.axis !== null) return sibling.state === 'due' ? sibling : undefined;
  return SHARED.has(sibling.state) || sibling.state === 'sending' ? sibling : undefined;
}

export function siblingKey({ documentId }: Pick<Delivery, 'documentId'>, lane: string): string {
  return `${documentId} ${lane}`;
}
