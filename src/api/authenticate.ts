import type { FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import { type Act, authenticate, may, type Principal, registryError } from '../registry/index.ts';

const BEARER = /^Bearer +(\S+) *$/i;

/** Finds out who speaks, from `Authorization: Bearer lt_…`. @throws UNAUTHENTICATED */
export async function identify(hub: Hub, request: FastifyRequest): Promise<Principal> {
  const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
  const principal = key === undefined ? null : await authenticate(hub.database.db, key, hub.clock);
  if (!principal) throw registryError('UNAUTHENTICATED');
  return principal;
}

/** For acts on no document in particular. @throws FORBIDDEN */
export function requireRight(principal: Principal, act: Act, object: Parameters<typeof may>[2] = {}): void {
  if (!may(principal, act, object)) throw registryError('FORBIDDEN', { act });
}
