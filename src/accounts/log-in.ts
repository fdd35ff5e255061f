import { and, eq, isNull, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import { keepDevice, knowsDevice } from './devices.ts';
import { error } from './errors.ts';
import { type Count, countFailure, countsOf, forgetFailures, minutesLocked } from './guesses.ts';
import type { Person } from './model.ts';
import { checkPassword, LONGEST_PASSWORD } from './password.ts';
import { actorOf } from './principals.ts';
import { takeCode } from './second-factor.ts';
import { openSession, raiseSession } from './sessions.ts';
import { account, knownDevice, secondFactor } from './tables.ts';
import { digestOf, newToken } from './tokens.ts';

const TOKEN = /^[\w-]{43}$/;

/** Where a browser is and what it says of itself, for the list of sessions and the log. */
export interface Place {
  readonly address: string;
  readonly agent: string;
}

export interface LogIn extends Place {
  readonly login: string;
  readonly password: string;
  /** The token of this browser from an earlier log-in, as its cookie says. */
  readonly device?: string | undefined;
}

/** The tokens of two cookies: of the session, and of the browser. Only their SHA-256 is stored. */
export interface Opened {
  readonly token: string;
  readonly device: string;
}

/**
 * Checks name and password and opens a session. Whether a name exists is not told: an unknown one takes as long as a
 * wrong password, is answered alike, and rests after as many guesses.
 * @throws LOGIN_REFUSED, ACCOUNT_LOCKED
 */
export async function logIn(db: Db, vault: Vault, input: LogIn): Promise<Opened> {
  const login = input.login.trim().toLowerCase().slice(0, 80);
  const device = deviceOf(input);
  const deviceSha256 = digestOf(device);
  const [found] = await db
    .select({
      id: account.id,
      password: account.password,
      knows: sql<boolean>`exists (select from ${knownDevice} where ${knownDevice.accountId} = ${account.id}
        and ${knownDevice.tokenSha256} = ${deviceSha256})`,
      hasFactor: sql<boolean>`exists (select from ${secondFactor} where ${secondFactor.accountId} = ${account.id}
        and ${secondFactor.confirmedAt} is not null)`,
    })
    .from(account)
    .where(and(eq(account.login, login), isNull(account.disabledAt)));
  const counts = countsOf(login, input.address, found?.knows ? deviceSha256 : null);
  const minutes = await minutesLocked(db, counts);
  if (minutes > 0) throw error('ACCOUNT_LOCKED', { minutes });
  const right = await checkPassword(input.password.slice(0, LONGEST_PASSWORD + 1), found?.password ?? null);
  if (!found || !right) {
    await db.transaction((tx) => refuse(tx, counts, { login: found ? login : '–', address: input.address }));
    throw error('LOGIN_REFUSED');
  }
  const token = await db.transaction(async (tx) => {
    // Decided again with the row held: of many guesses at once, those after the lock gain nothing, and neither does a
    // password that was replaced while this one was hashed.
    const [open] = await tx
      .select({ id: account.id })
      .from(account)
      .where(and(eq(account.id, found.id), eq(account.password, found.password), isNull(account.disabledAt)))
      .for('update');
    if (!open || (await minutesLocked(tx, counts)) > 0) throw error('LOGIN_REFUSED');
    await forgetFailures(tx, counts);
    const { address, agent } = input;
    if (found.hasFactor) return openSession(tx, vault, { accountId: found.id, address, agent, secondFactor: 'owed' });
    await arrive(tx, { accountId: found.id, login, address, deviceSha256 });
    return openSession(tx, vault, { accountId: found.id, address, agent, secondFactor: 'none' });
  });
  return { token, device };
}

/**
 * The second factor of a log-in whose password was right. The session goes on under another token.
 * @throws CODE_WRONG, ACCOUNT_LOCKED
 */
export async function passCode(
  db: Db,
  vault: Vault,
  { person, token }: { readonly person: Person; readonly token: string },
  input: Omit<Place, 'agent'> & { readonly code: string; readonly device?: string | undefined },
): Promise<Opened> {
  const { accountId, login } = person;
  const device = deviceOf(input);
  const deviceSha256 = digestOf(device);
  const known = (await knowsDevice(db, accountId, deviceSha256)) ? deviceSha256 : null;
  // Names have no blanks: these counts are beside those of the password.
  const counts = countsOf(`code of ${login}`, input.address, known);
  const minutes = await minutesLocked(db, counts);
  if (minutes > 0) throw error('ACCOUNT_LOCKED', { minutes });
  const opened = await db.transaction(async (tx) => {
    if (!(await takeCode(tx, vault, person, input.code))) {
      await refuse(tx, counts, { login, address: input.address });
      return null;
    }
    await forgetFailures(tx, counts);
    await arrive(tx, { accountId, login, address: input.address, deviceSha256 });
    return raiseSession(tx, token);
  });
  if (opened === null) throw error('CODE_WRONG');
  return { token: opened, device };
}

/** Whoever has shown all that was asked of him: his browser is known from now on. */
export async function arrive(
  tx: Tx,
  who: { readonly accountId: string; readonly login: string; readonly address: string; readonly deviceSha256: Buffer },
): Promise<void> {
  await keepDevice(tx, who.accountId, who.deviceSha256);
  await record(tx, [{ type: 'account.logged-in', actor: actorOf(who.login), data: { address: who.address } }]);
}

export function deviceOf({ device }: { readonly device?: string | undefined }): string {
  return TOKEN.test(device ?? '') ? device! : newToken();
}

async function refuse(tx: Tx, counts: readonly Count[], data: { login: string; address: string }): Promise<void> {
  await record(tx, [{ type: 'account.login-refused', actor: 'web', data }]);
  if (await countFailure(tx, counts)) await record(tx, [{ type: 'account.locked', actor: 'web', data }]);
}
