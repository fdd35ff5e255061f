import type { Agency, Channel, Reception } from './model.ts';

/** What decides the reception of one agency, as read in one moment. */
export interface Place {
  readonly agency: Agency;
  /** Null while it is open; else the day of `Reception.closed.since`. */
  readonly closedSince: string | null;
  /** Its own channel: its axis, its channel of record, or pull by a system that serves it; null when not connected. */
  readonly channel: Channel | null;
  /** Those whose day has come, oldest first. */
  readonly successorIds: readonly string[];
}

export type Places = ReadonlyMap<string, Place>;

/**
 * Where mail for an agency goes today (QĐ 28/2018 Art 7(3) for contact points). No level, kind or date is special:
 * open → own channel, else contact point, else the nearest ancestor that is open and connected; closed → the single
 * successor, however long the chain. `places` holds everything reachable from the agency.
 */
export function decideReception(places: Places, id: string, passed: ReadonlySet<string> = new Set()): Reception {
  const place = places.get(id);
  if (!place) return { outcome: 'not-connected' };
  if (place.closedSince === null) return receive(places, place);
  const successors = place.successorIds.flatMap((successor) => places.get(successor)?.agency ?? []);
  const [only] = successors;
  if (!only || successors.length > 1) return { outcome: 'closed', since: place.closedSince, successors };
  // Successors that name each other in a ring take nobody's mail.
  if (passed.has(only.id)) return { outcome: 'closed', since: place.closedSince, successors: [] };
  const next = decideReception(places, only.id, new Set([...passed, id]));
  if (next.outcome === 'open') return { ...next, via: 'successor' };
  return next.outcome === 'closed' ? { ...next, since: place.closedSince } : next;
}

function receive(places: Places, place: Place): Reception {
  if (place.channel) return { outcome: 'open', handover: place.agency, channel: place.channel, via: 'own' };
  const contactPoint = place.agency.contactPointId ? places.get(place.agency.contactPointId) : undefined;
  if (contactPoint?.channel && contactPoint.closedSince === null) {
    return { outcome: 'open', handover: contactPoint.agency, channel: contactPoint.channel, via: 'contact-point' };
  }
  const climbed = new Set([place.agency.id]);
  for (let above = place.agency.parentId; above !== null && !climbed.has(above); ) {
    climbed.add(above);
    const ancestor = places.get(above);
    if (ancestor?.channel && ancestor.closedSince === null) {
      return { outcome: 'open', handover: ancestor.agency, channel: ancestor.channel, via: 'ancestor' };
    }
    above = ancestor?.agency.parentId ?? null;
  }
  return { outcome: 'not-connected' };
}
