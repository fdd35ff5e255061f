import { record } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import type { Principal } from '../registry/index.ts';
import type { SearchScope } from '../search/index.ts';
import { error } from './errors.ts';

/** What an auditor may find: his agencies with what they have taken over, and the period. @throws MANDATE_OVER */
export function scopeOf({ mandate, agencyIds, predecessorIds }: Principal): SearchScope {
  if (!mandate?.inForce) throw error('MANDATE_OVER', { decision: mandate?.decision ?? '–' });
  return { agencyIds: [...agencyIds, ...(predecessorIds ?? [])], from: mandate.from, until: mandate.until };
}

/** Leaves a line of what an auditor was not shown; it is the agencies' to read, and tells him nothing. */
export async function refuseLook(
  db: Db,
  principal: Principal,
  refused: { readonly what: string; readonly code: string; readonly documentId?: string },
): Promise<void> {
  if (principal.kind !== 'auditor') return;
  const { what, code, documentId = null } = refused;
  const event = { type: 'audit.refused', actor: principal.actor, documentId, data: { what, code } } as const;
  await db.transaction((tx) => record(tx, [event]));
}

/** Asked before anything is answered; nobody but an auditor has a mandate. @throws MANDATE_OVER, with a line in the log */
export async function requireMandate(db: Db, principal: Principal, what: string): Promise<void> {
  if (principal.kind !== 'auditor') return;
  try {
    scopeOf(principal);
  } catch (problem) {
    if (isHubError(problem)) await refuseLook(db, principal, { what, code: problem.code });
    throw problem;
  }
}
