import type { FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import { zoneInWords } from '../platform/clock.ts';
import { isLocal } from '../platform/http/local.ts';
import {
  noteContact,
  type Principal,
  type RequestKey,
  seeRequest,
  type VxpSystem,
  vxpSystem,
} from '../registry/index.ts';
import { vxp } from '../wire/index.ts';
import { vxpError } from './errors.ts';

/** Calls that change something: the same request again gets the same answer. */
const WRITES: ReadonlySet<vxp.Endpoint> = new Set(['sendEdoc', 'updateStatus', 'registerAgency', 'deleteAgency']);
/** The field's library resends below the signing code, 3 to 5 times; reads are answered again so often in a minute. */
const MOST_REPETITIONS = 5;
/** Stands in for a system that is not known, so that the answer takes as long. */
const NOBODY = ['no system has this secret'];

export interface Admitted {
  readonly principal: Principal;
  readonly parameters: ReadonlyMap<string, string>;
  /** What the same request was answered before. */
  readonly answer: Readonly<Record<string, unknown>> | null;
  /** Where to keep the answer, for a call that changes something. */
  readonly keep: RequestKey | null;
}

const FLAWS = {
  missing: 'VXP_HEADER_MISSING',
  unreadable: 'VXP_HEADER_UNREADABLE',
  unsigned: 'VXP_HEADER_UNSIGNED',
  differs: 'VXP_HEADER_DIFFERS',
} as const;

/**
 * Lets a request in that is signed by its system, fresh, and not repeated beyond what the field's library repeats.
 * Nothing but what was signed is handed on. `known` is told who speaks as soon as it is proven.
 * @throws VXP_NOT_PROTECTED, VXP_HEADER_*, VXP_CREDENTIALS_WRONG, VXP_TIMESTAMP_STALE, VXP_REPLAYED
 */
export async function admit(
  hub: Hub,
  endpoint: vxp.Endpoint,
  request: FastifyRequest,
  known: (principal: Principal) => void,
): Promise<Admitted> {
  const isProtected = request.protocol === 'https' || isLocal(request) || hub.config.vxpPlainHttp === 'allow';
  if (!isProtected) throw vxpError('VXP_NOT_PROTECTED');
  const signed = vxp.readRequest(endpoint, request.headers);
  if ('flaw' in signed) throw vxpError(FLAWS[signed.flaw], { name: signed.name.slice(0, 60) });
  const system = await vxpSystem(hub.database.db, hub.vault, signed.systemId, hub.clock);
  const isAuthentic = (system?.secrets ?? NOBODY).some((secret) => vxp.isAuthentic(signed, secret));
  if (!system || !isAuthentic) throw vxpError('VXP_CREDENTIALS_WRONG');
  const { principal } = system;
  known(principal);
  await noteContact(hub.database.db, principal.systemId!, hub.clock);
  requireFresh(hub, signed.timestamp, system);
  const key = { systemId: principal.systemId!, hash: Buffer.from(signed.hashHeader, 'hex') };
  const seen = await seeRequest(hub.database.db, key, endpoint);
  const isWrite = WRITES.has(endpoint);
  // Headers signed for another call, or a read repeated beyond what a lost answer explains.
  if (seen.endpoint !== endpoint || (!isWrite && seen.seen > 1 + MOST_REPETITIONS)) {
    throw vxpError('VXP_REPLAYED', { endpoint: seen.endpoint, seen: seen.seen - 1 });
  }
  return { principal, parameters: signed.parameters, answer: seen.answer, keep: isWrite ? key : null };
}

function requireFresh(hub: Hub, timestamp: string, { offsetMinutes }: VxpSystem): void {
  const at = vxp.readTimestamp(timestamp, offsetMinutes);
  if (at !== null && vxp.isFresh(at, hub.clock.now())) return;
  throw vxpError('VXP_TIMESTAMP_STALE', { timestamp: timestamp.slice(0, 40), offset: zoneInWords(offsetMinutes) });
}
