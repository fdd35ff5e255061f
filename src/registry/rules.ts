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
  /** The one of them that takes its mail: the only one, or the one that was chosen; null while nobody has chosen. */
  readonly heirId: string | null;
}

export type Places = ReadonlyMap<string, Place>;

/**
 * Where mail for an agency goes today (QĐ 28/2018 Art 7(3) for contact points). No level, kind or date is special:
 * open → own channel, else contact point, else the nearest ancestor that is open and connected; closed → its heir,
 * however long the chain. `places` holds everything reachable from the agency.
 */
export function decideReception(places: Places, id: string): Reception {
  const place = places.get(id);
  if (!place) return { outcome: 'not-connected' };
  const since = place.closedSince;
  if (since === null) return receive(places, place);
  const last = followHeirs(places, place);
  if (last === null) return { outcome: 'closed', since };
  if (last.closedSince !== null) {
    const successors = last.successorIds.flatMap((successor) => places.get(successor)?.agency ?? []);
    return successors.length === 0 ? { outcome: 'closed', since } : { outcome: 'undecided', since, successors };
  }
  const reception = receive(places, last);
  return reception.outcome === 'open'
    ? { ...reception, via: 'successor', succeeded: { by: last.agency, since } }
    : reception;
}

/**
 * The first open agency of the chain, or the closed one at which it ends; null where heirs name each other in a ring.
 * A split agency without an heir goes on when all that followed it have ended at one open agency. `seen` holds the end
 * of what was followed already, null while it is being followed.
 */
function followHeirs(places: Places, from: Place, seen = new Map<Place, Place | null>()): Place | null {
  if (from.closedSince === null) return from;
  const known = seen.get(from);
  if (known !== undefined) return known;
  seen.set(from, null);
  const next = from.heirId === null ? from.successorIds : [from.heirId];
  const ends = new Set(
    next.map((id) => {
      const place = places.get(id);
      return place ? followHeirs(places, place, seen) : from;
    }),
  );
  const [only] = ends;
  const goesOn = ends.size === 1 && (from.heirId !== null || only?.closedSince === null);
  const end = goesOn ? only! : from;
  seen.set(from, end);
  return end;
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
