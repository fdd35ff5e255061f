import type { Database, Tx } from '../platform/database.ts';
import * as registry from '../registry/index.ts';
import { type By, tell } from './by.ts';

/**
 * Does what a system asked for: adds the agency, under `code` if another one than asked for is given, or ends the
 * validity of one today.
 * @param owner The tables' owner: the directory's import does the writing.
 * @throws AGENCY_REQUEST_UNKNOWN, AGENCY_CODE_TAKEN, AGENCY_REQUEST_IMPOSSIBLE, FORBIDDEN, WHY_MISSING
 */
export function acceptRequest(
  owner: Database,
  id: string,
  code: string | undefined,
  by: By,
): Promise<registry.AgencyRequestRow> {
  registry.authorise(by, 'admin');
  const decision = { actor: by.principal.actor, why: by.why, code };
  return registry.acceptAgencyRequest(owner, id, decision, (tx, { agencyId, code: asked }) =>
    tell(tx, { type: 'agency.request-accepted', agencyId, data: { request: id, code: code ?? asked } }, by),
  );
}

/** @throws AGENCY_REQUEST_UNKNOWN, FORBIDDEN, WHY_MISSING */
export async function refuseRequest(tx: Tx, id: string, by: By): Promise<registry.AgencyRequestRow> {
  registry.authorise(by, 'admin');
  const refused = await registry.refuseAgencyRequest(tx, id, { actor: by.principal.actor, why: by.why });
  const { agencyId, code } = refused;
  await tell(tx, { type: 'agency.request-refused', agencyId, data: { request: id, code } }, by);
  return refused;
}
