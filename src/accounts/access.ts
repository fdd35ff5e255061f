import { eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Acting } from '../registry/index.ts';
import { forgetGuessesAt } from './guesses.ts';
import { lockManaged, refuseOwn } from './managed.ts';
import { hashPassword, newPassword } from './password.ts';
import { endSessions } from './sessions.ts';
import { account, knownDevice } from './tables.ts';

/**
 * A new password for somebody who lost his, to be handed over once; ends his sessions and what was guessed at him.
 * @throws ACCOUNT_UNKNOWN, WHY_MISSING
 */
export async function resetPassword(tx: Tx, login: string, by: Acting): Promise<{ password: string }> {
  const managed = await lockManaged(tx, login, by);
  const password = newPassword();
  await tx
    .update(account)
    .set({ password: await hashPassword(password), mustChange: true })
    .where(eq(account.id, managed.id));
  await endSessions(tx, managed.id);
  await forgetGuessesAt(tx, managed.login);
  await tx.delete(knownDevice).where(eq(knownDevice.accountId, managed.id));
  await tell(tx, 'account.password-reset', managed.login, by);
  return { password };
}

/**
 * Nobody logs in with it any more; its sessions end at once, what it did stays in the log.
 * @throws ACCOUNT_UNKNOWN, OWN_ACCOUNT, WHY_MISSING
 */
export async function lockAccount(tx: Tx, login: string, by: Acting): Promise<void> {
  const managed = await lockManaged(tx, login, by);
  refuseOwn(by, managed);
  await tx
    .update(account)
    .set({ disabledAt: sql`coalesce(${account.disabledAt}, now())` })
    .where(eq(account.id, managed.id));
  await endSessions(tx, managed.id);
  await tell(tx, 'account.disabled', managed.login, by);
}

/** @throws ACCOUNT_UNKNOWN, WHY_MISSING */
export async function unlockAccount(tx: Tx, login: string, by: Acting): Promise<void> {
  const managed = await lockManaged(tx, login, by);
  await tx.update(account).set({ disabledAt: null }).where(eq(account.id, managed.id));
  await forgetGuessesAt(tx, managed.login);
  await tell(tx, 'account.enabled', managed.login, by);
}

function tell(
  tx: Tx,
  type: 'account.password-reset' | 'account.disabled' | 'account.enabled',
  login: string,
  { principal, why }: Acting,
): Promise<void> {
  return record(tx, [{ type, actor: principal.actor, data: { login, why } }]).then(() => undefined);
}
