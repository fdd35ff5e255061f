import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import type { Acting } from '../registry/index.ts';
import { error } from './errors.ts';
import { countFailure, minutesLocked } from './guesses.ts';
import { lockManaged } from './managed.ts';
import type { Person } from './model.ts';
import { newRecoveryCode } from './password.ts';
import { actorOf } from './principals.ts';
import { endSessions } from './sessions.ts';
import { recoveryCode, secondFactor } from './tables.ts';
import { digestOf } from './tokens.ts';
import { newSecret, stepOfCode } from './totp.ts';

const RECOVERY_CODES = 10;

export interface SecondFactor {
  readonly confirmedAt: Date;
  /** Recovery codes that are not used yet. */
  readonly codesLeft: number;
}

/** The second factor of an account; null while there is none. */
export async function readSecondFactor(reader: Reader, accountId: string): Promise<SecondFactor | null> {
  const [row] = await reader
    .select({
      confirmedAt: secondFactor.confirmedAt,
      codesLeft: sql<number>`(select count(*)::int from ${recoveryCode}
        where ${recoveryCode.accountId} = ${accountId}::uuid and ${recoveryCode.usedAt} is null)`,
    })
    .from(secondFactor)
    .where(and(eq(secondFactor.accountId, accountId), isNotNull(secondFactor.confirmedAt)));
  return row ? { confirmedAt: row.confirmedAt!, codesLeft: row.codesLeft } : null;
}

/**
 * The key for the authenticator app; the same one until a code has confirmed it, so that a page may be loaded twice.
 * @throws SECOND_FACTOR_SET when there is one already
 */
export async function beginSecondFactor(tx: Tx, vault: Vault, person: Person): Promise<{ secret: string }> {
  const { accountId } = person;
  await tx
    .insert(secondFactor)
    .values({ accountId, secret: vault.seal(newSecret(), accountId) })
    .onConflictDoNothing({ target: secondFactor.accountId });
  const [row] = await tx.select().from(secondFactor).where(eq(secondFactor.accountId, accountId));
  if (row!.confirmedAt) throw error('SECOND_FACTOR_SET');
  return { secret: vault.open(row!.secret, accountId) };
}

/**
 * The first code proves that the app has the key. His other sessions end.
 * @returns recovery codes, to be kept on paper; the table has their SHA-256
 * @throws CODE_WRONG, SECOND_FACTOR_SET
 */
export async function confirmSecondFactor(
  tx: Tx,
  vault: Vault,
  token: string,
  person: Person,
  code: string,
): Promise<string[]> {
  const { accountId } = person;
  const { secret } = await beginSecondFactor(tx, vault, person);
  const step = stepOfCode(secret, digitsOf(code), await secondsNow(tx));
  if (step === null) throw error('CODE_WRONG');
  await tx
    .update(secondFactor)
    .set({ confirmedAt: sql`now()`, lastStep: step })
    .where(and(eq(secondFactor.accountId, accountId), isNull(secondFactor.confirmedAt)));
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.insert(recoveryCode).values(codes.map((one) => ({ accountId, codeSha256: digestOf(one) })));
  await endSessions(tx, accountId, token);
  await record(tx, [{ type: 'account.second-factor-set', actor: actorOf(person.login) }]);
  return codes;
}

/**
 * Whether this is a code of the app that was not used before (RFC 6238 section 5.2), or an unused recovery code, which
 * it uses up.
 */
export async function takeCode(tx: Tx, vault: Vault, person: Person, code: string): Promise<boolean> {
  const { accountId } = person;
  const [row] = await tx
    .select()
    .from(secondFactor)
    .where(and(eq(secondFactor.accountId, accountId), isNotNull(secondFactor.confirmedAt)))
    .for('update');
  if (!row) return false;
  const step = stepOfCode(vault.open(row.secret, accountId), digitsOf(code), await secondsNow(tx));
  if (step === null) return takeRecoveryCode(tx, person, code);
  const taken = await tx
    .update(secondFactor)
    .set({ lastStep: step })
    .where(
      and(eq(secondFactor.accountId, accountId), or(isNull(secondFactor.lastStep), lt(secondFactor.lastStep, step))),
    )
    .returning({ accountId: secondFactor.accountId });
  return taken.length > 0;
}

async function takeRecoveryCode(tx: Tx, { accountId, login }: Person, code: string): Promise<boolean> {
  const typed = code.trim().toLowerCase().replaceAll(/\s/g, '');
  const used = await tx
    .update(recoveryCode)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(recoveryCode.accountId, accountId),
        eq(recoveryCode.codeSha256, digestOf(typed)),
        isNull(recoveryCode.usedAt),
      ),
    )
    .returning({ accountId: recoveryCode.accountId });
  if (used.length > 0) await record(tx, [{ type: 'account.recovery-code-used', actor: actorOf(login) }]);
  return used.length > 0;
}

/**
 * A person gives up his second factor, with a code of it. Whoever sits at a session that was left open has five guesses.
 * @throws CODE_WRONG, ACCOUNT_LOCKED
 */
export async function dropSecondFactor(db: Db, vault: Vault, person: Person, code: string): Promise<void> {
  const counts = [{ name: person.login, source: 'second factor page', most: 5 }];
  const minutes = await minutesLocked(db, counts);
  if (minutes > 0) throw error('ACCOUNT_LOCKED', { minutes });
  const dropped = await db.transaction(async (tx) => {
    if (!(await takeCode(tx, vault, person, code))) {
      await countFailure(tx, counts);
      return false;
    }
    await remove(tx, person.accountId);
    await record(tx, [{ type: 'account.second-factor-dropped', actor: actorOf(person.login) }]);
    return true;
  });
  if (!dropped) throw error('CODE_WRONG');
}

/** For somebody who lost his telephone and his codes; his sessions end. @throws ACCOUNT_UNKNOWN, WHY_MISSING */
export async function resetSecondFactor(tx: Tx, login: string, by: Acting): Promise<void> {
  const managed = await lockManaged(tx, login, by);
  await remove(tx, managed.id);
  await endSessions(tx, managed.id);
  const data = { login: managed.login, why: by.why };
  await record(tx, [{ type: 'account.second-factor-reset', actor: by.principal.actor, data }]);
}

async function remove(tx: Tx, accountId: string): Promise<void> {
  await tx.delete(secondFactor).where(eq(secondFactor.accountId, accountId));
  await tx.delete(recoveryCode).where(eq(recoveryCode.accountId, accountId));
}

/** Apps show `123 456`. */
function digitsOf(code: string): string {
  return code.replaceAll(/\s/g, '');
}

async function secondsNow(reader: Reader): Promise<number> {
  const { rows } = await reader.execute<{ now: number }>(sql`select extract(epoch from now())::float8 as now`);
  return rows[0]!.now;
}
