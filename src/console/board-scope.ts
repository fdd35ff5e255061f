import type { FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import { type Agency, agenciesBelow, linesOf, may, type Principal, resolveAgencies } from '../registry/index.ts';
import { sessionOf } from './context.ts';
import { consoleError } from './errors.ts';

export interface BoardScope {
  /** Whose figures; absent for everybody's. */
  readonly agencyIds?: readonly string[];
  /** The agency that was asked for, with everything below it. */
  readonly agency: Agency | null;
}

/**
 * Whose figures the reader sees: a clerk those of his agencies, an administrator of a branch those at or below it, the
 * offices of the whole hub all of them; narrowed to one agency and what stands below it by its code.
 * @throws PAGE_UNKNOWN for an agency that is not there or not his
 */
export async function boardScope(
  { database: { db } }: Hub,
  request: FastifyRequest,
  code: string,
): Promise<BoardScope> {
  const { principal } = sessionOf(request).person;
  const own = await ownAgencies();
  if (code === '') {
    if (own === null && !may(principal, 'figures.read')) throw consoleError('PAGE_UNKNOWN');
    return { agency: null, ...(own && { agencyIds: own }) };
  }
  const agency = await figuresOf({ db }, principal, code);
  const below = await agenciesBelow(db, [agency.id]);
  return { agency, agencyIds: own ? below.filter((id) => own.includes(id)) : below };

  async function ownAgencies(): Promise<readonly string[] | null> {
    if (principal.kind === 'person') return [...principal.agencyIds];
    return principal.kind === 'branch' ? agenciesBelow(db, [...principal.agencyIds]) : null;
  }
}

/** One agency whose figures the reader may see. @throws PAGE_UNKNOWN */
export async function figuresOf(
  { db }: Pick<Hub['database'], 'db'>,
  principal: Principal,
  code: string,
  act: 'figures.read' | 'figures.declare' = 'figures.read',
): Promise<Agency> {
  const agency = (await resolveAgencies(db, [code])).get(code);
  if (!agency) throw consoleError('PAGE_UNKNOWN');
  const object = { recipientIds: [agency.id], lines: await linesOf(db, [agency.id]) };
  if (!may(principal, act, object)) throw consoleError('PAGE_UNKNOWN');
  return agency;
}

/** Whether the documents behind an agency's figures may be listed to the reader, and not only counted. */
export function mayList(principal: Principal, agencyId: string): boolean {
  return may(principal, 'document.read', { senderId: agencyId, recipientIds: [agencyId] });
}
