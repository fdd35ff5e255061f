import { and, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { error } from './errors.ts';
import { countFailure, forgetFailures, minutesLocked } from './guesses.ts';
import type { Person } from './model.ts';
import { checkPassword, hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts';
import { actorOf } from './principals.ts';
import { endSessions } from './sessions.ts';
import { account } from './tables.ts';

/**
 * A person's own new password; his other sessions end. Whoever sits at a session that was left open has five guesses
 * at the current one.
 * @throws PASSWORD_WRONG, PASSWORD_WEAK, ACCOUNT_LOCKED
 */
export async function changePassword(
  db: Db,
  token: string,
  person: Person,
  given: { readonly current: string; readonly next: string },
): Promise<void> {
  const { length } = [...given.next];
  const weak = () => error('PASSWORD_WEAK', { shortest: SHORTEST_PASSWORD, longest: LONGEST_PASSWORD });
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) throw weak();
  const counts = [{ name: person.login, source: 'password page', most: 5 }];
  const minutes = await minutesLocked(db, counts);
  if (minutes > 0) throw error('ACCOUNT_LOCKED', { minutes });
  const [row] = await db.select({ password: account.password }).from(account).where(eq(account.id, person.accountId));
  const stored = row?.password ?? null;
  if (!(await checkPassword(given.current.slice(0, LONGEST_PASSWORD + 1), stored))) {
    await db.transaction((tx) => countFailure(tx, counts));
    throw error('PASSWORD_WRONG');
  }
  // Asked of the hash: the same words typed in another way are the same password.
  if (await checkPassword(given.next, stored)) throw weak();
  const password = await hashPassword(given.next);
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(account)
      .set({ password, mustChange: false })
      .where(and(eq(account.id, person.accountId), eq(account.password, stored!)))
      .returning({ id: account.id });
    if (changed.length === 0) throw error('PASSWORD_WRONG');
    await forgetFailures(tx, counts);
    await endSessions(tx, person.accountId, token);
    await record(tx, [{ type: 'account.password-changed', actor: actorOf(person.login) }]);
  });
}
