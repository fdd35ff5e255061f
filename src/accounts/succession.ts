import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import type { Acting } from '../registry/index.ts';
import { lockAccount } from './access.ts';
import { changeAccount } from './accounts.ts';
import { error } from './errors.ts';
import { lockManaged, type Managed } from './managed.ts';
import { isOpen } from './principals.ts';

export interface Succession {
  readonly leaver: Managed;
  readonly successor: Managed;
}

/**
 * Gives a clerk's agencies to another clerk, besides those that he has, and locks the account of the one who leaves.
 * @throws SUCCESSOR_INVALID for somebody who is no clerk in use or the same, and what changing and locking throw
 */
export async function succeed(tx: Tx, login: string, successorLogin: string, by: Acting): Promise<Succession> {
  const leaver = await lockManaged(tx, login, by);
  const successor = await lockManaged(tx, successorLogin.trim(), by).catch((problem) => {
    if (isHubError(problem)) return null;
    throw problem;
  });
  const fits =
    successor && successor.id !== leaver.id && successor.role === 'clerk' && (await isOpen(tx, successor.id));
  if (leaver.role !== 'clerk' || !fits) throw error('SUCCESSOR_INVALID', { login: successorLogin.slice(0, 80) });
  const agencyIds = [...successor.agencyIds, ...leaver.agencyIds];
  await changeAccount(tx, successor.login, { name: successor.name, role: 'clerk', agencyIds }, by);
  await lockAccount(tx, leaver.login, by);
  return { leaver, successor };
}

/** What went with the agencies: drafts, and documents that the leaver had taken on and not finished. */
export async function recordSuccession(
  tx: Tx,
  { leaver, successor }: Succession,
  moved: { readonly drafts: number; readonly open: readonly { deliveryId: string; documentId: string }[] },
  by: Acting,
): Promise<void> {
  const [from, to] = [leaver.login, successor.login];
  const { actor } = by.principal;
  await record(tx, [
    {
      type: 'account.handed-over',
      actor,
      data: { from, to, drafts: moved.drafts, open: moved.open.length, why: by.why },
    },
    ...moved.open.map((one) => ({ type: 'delivery.clerk-changed' as const, actor, ...one, data: { from, to } })),
  ]);
}
