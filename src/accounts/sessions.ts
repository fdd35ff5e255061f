import { and, eq, isNull, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/secrets.ts';
import { sweepGuesses } from './guesses.ts';
import type { Person, Role, Session } from './model.ts';
import { actorOf, agencyIds, principalOf } from './principals.ts';
import { account, accountMonth, knownDevice, secondFactor, session } from './tables.ts';
import { digestOf, newToken } from './tokens.ts';

/** A session that nobody uses ends after half a working day, and every session after a day. */
const IDLE_HOURS = 4;
const LONGEST_HOURS = 24;
/** How long a log-in waits for its second factor. */
const CODE_MINUTES = 10;
/** How often the time of the last use is written, in seconds. */
const SEEN_SECONDS = 60;
/** A browser that was not used for so long is a stranger again. */
const DEVICE_DAYS = 180;

/** Whether a session may still be used. */
export const alive = sql`(${session.expiresAt} > now() and ${session.seenAt} > now() - make_interval(hours => ${IDLE_HOURS}))`;

export interface NewSession {
  readonly accountId: string;
  readonly address: string;
  readonly agent: string;
  readonly secondFactor: 'owed' | 'none' | 'given';
  /** What a provider gave, where one let him in. */
  readonly idToken?: string;
}

/** @returns the token of the cookie; the table keeps its SHA-256 */
export async function openSession(tx: Tx, vault: Vault, { agent, idToken, ...of }: NewSession): Promise<string> {
  const token = newToken();
  const id = newId();
  const minutes = of.secondFactor === 'owed' ? CODE_MINUTES : LONGEST_HOURS * 60;
  await tx.insert(session).values({
    ...of,
    id,
    idToken: idToken === undefined ? null : vault.seal(idToken, id),
    tokenSha256: digestOf(token),
    csrf: newToken(),
    agent: agent.slice(0, 300),
    expiresAt: sql`now() + make_interval(mins => ${minutes})`,
  });
  if (of.secondFactor !== 'owed') {
    const month = sql`date_trunc('month', now() at time zone 'Asia/Ho_Chi_Minh')::date`;
    await tx.insert(accountMonth).values({ accountId: of.accountId, month }).onConflictDoNothing();
  }
  return token;
}

/** A session that has given its second factor goes on under another token, for as long as any other. */
export async function raiseSession(tx: Tx, token: string): Promise<string> {
  const raised = newToken();
  await tx
    .update(session)
    .set({
      tokenSha256: digestOf(raised),
      csrf: newToken(),
      secondFactor: 'given',
      expiresAt: sql`now() + make_interval(hours => ${LONGEST_HOURS})`,
    })
    .where(eq(session.tokenSha256, digestOf(token)));
  return raised;
}

/**
 * Who holds this token; null when it is unknown, too old, unused for too long, or of a disabled account.
 * @param guarded Roles that must have a second factor.
 */
export async function readSession(db: Db, token: string, guarded: readonly string[] = []): Promise<Session | null> {
  const [row] = await db
    .select({
      accountId: session.accountId,
      csrf: session.csrf,
      login: account.login,
      name: account.name,
      role: account.role,
      mustChange: account.mustChange,
      secondFactor: session.secondFactor,
      viaProvider: sql<boolean>`${session.idToken} is not null`,
      hasFactor: sql<boolean>`exists (select from ${secondFactor} where ${secondFactor.accountId} = ${account.id}
        and ${secondFactor.confirmedAt} is not null)`,
      stale: sql<boolean>`${session.seenAt} < now() - make_interval(secs => ${SEEN_SECONDS})`,
      agencyIds,
    })
    .from(session)
    .innerJoin(account, eq(account.id, session.accountId))
    .where(and(eq(session.tokenSha256, digestOf(token)), alive, isNull(account.disabledAt)));
  if (!row) return null;
  if (row.stale) {
    await db
      .update(session)
      .set({ seenAt: sql`now()` })
      .where(eq(session.tokenSha256, digestOf(token)));
  }
  const { accountId, login, name, role } = row;
  const principal = await principalOf(db, row);
  const owes = debtOf(row, guarded);
  return { csrf: row.csrf, person: { accountId, login, name, role, owes, principal } };
}

function debtOf(
  row: { secondFactor: string; viaProvider: boolean; mustChange: boolean; hasFactor: boolean; role: Role },
  guarded: readonly string[],
): Person['owes'] {
  if (row.secondFactor === 'owed') return 'code';
  // Whoever comes through a provider may not know the password that was given to him, and needs none.
  if (row.mustChange && !row.viaProvider) return 'password';
  const bare = row.secondFactor === 'none' && !row.hasFactor;
  return bare && guarded.includes(row.role) ? 'second-factor' : null;
}

/** @returns what the provider gave for this session, for its own log-out; null where there was none */
export async function logOut(tx: Tx, vault: Vault, token: string, person: Person): Promise<string | null> {
  const [ended] = await tx
    .delete(session)
    .where(eq(session.tokenSha256, digestOf(token)))
    .returning({ id: session.id, idToken: session.idToken });
  await record(tx, [{ type: 'account.logged-out', actor: actorOf(person.login) }]);
  return ended?.idToken ? vault.open(ended.idToken, ended.id) : null;
}

/** All sessions of an account, or all but the one of this token. */
export async function endSessions(tx: Tx, accountId: string, exceptToken?: string): Promise<void> {
  const others = exceptToken === undefined ? undefined : sql`${session.tokenSha256} <> ${digestOf(exceptToken)}`;
  await tx.delete(session).where(and(eq(session.accountId, accountId), others));
}

/** Removes what can no longer be used; a job of the hub. */
export async function sweepSessions(reader: Reader): Promise<void> {
  await reader.delete(session).where(sql`not ${alive}`);
  await reader.delete(knownDevice).where(sql`${knownDevice.seenAt} < now() - make_interval(days => ${DEVICE_DAYS})`);
  await sweepGuesses(reader);
}
