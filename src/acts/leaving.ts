import { ACTOR, recordSuccession, succeed } from '../accounts/index.ts';
import { moveDrafts } from '../compose/index.ts';
import { listWork } from '../delivery/index.ts';
import { lastReporters } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Acting } from '../registry/index.ts';

/** Documents of one clerk that are told in their own history; he has far fewer that are open. */
const MOST_OPEN = 1_000;

export interface HandedOver {
  readonly drafts: number;
  /** Documents that he had taken on and not finished. */
  readonly open: number;
}

/**
 * A clerk leaves: another one gets his agencies, his drafts and the documents that he was the last to report on, each
 * told in its history, and his account is locked; all of it or nothing.
 * @throws ACCOUNT_UNKNOWN, SUCCESSOR_INVALID, OWN_ACCOUNT, FORBIDDEN, WHY_MISSING
 */
export async function handOver(tx: Tx, login: string, successorLogin: string, by: Acting): Promise<HandedOver> {
  const succession = await succeed(tx, login, successorLogin, by);
  const { leaver, successor } = succession;
  const drafts = await moveDrafts(tx, leaver.id, successor.id);
  const { items } = await listWork(tx, { handoverIds: leaver.agencyIds, view: 'open', limit: MOST_OPEN });
  const reporters = await lastReporters(
    tx,
    items.map(({ documentId }) => documentId),
  );
  const open = items
    .filter(({ documentId }) => reporters.get(documentId) === `${ACTOR}${leaver.login}`)
    .map(({ deliveryId, documentId }) => ({ deliveryId, documentId }));
  await recordSuccession(tx, succession, { drafts, open }, by);
  return { drafts, open: open.length };
}
