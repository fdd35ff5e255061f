import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import {
  administratorPrincipal,
  auditorPrincipal,
  branchPrincipal,
  operatorPrincipal,
  type Principal,
  personPrincipal,
  predecessorsOf,
  statisticsPrincipal,
} from '../registry/index.ts';
import { error } from './errors.ts';
import type { Person, Role, Session } from './model.ts';
import { checkPassword, hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts';
import { account, accountAgency, auditMandate, session } from './tables.ts';

/** How the log names a person: `person:lan.nguyen`. */
export const ACTOR = 'person:';
/** A session that nobody uses ends after half a working day, and every session after a day. */
const IDLE_HOURS = 4;
const LONGEST_HOURS = 24;
/** Wrong passwords in a row before an account rests, and for how long. */
const FAILURES = 5;
const LOCK_MINUTES = 15;
/** How often the time of the last use is written, in seconds. */
const SEEN_SECONDS = 60;

const agencyIds = sql<string[]>`array(select ${accountAgency.agencyId}::text from ${accountAgency}
  where ${accountAgency.accountId} = ${account.id})`;

export interface LogIn {
  readonly login: string;
  readonly password: string;
  /** Where the browser is, for the list of sessions and the log. */
  readonly address: string;
  readonly agent: string;
}

/**
 * Checks name and password and opens a session. An unknown name takes as long as a wrong password and is answered
 * alike; the lock counts per account, so guessing from many addresses gains nothing.
 * @returns the token of the cookie: 256 random bits, of which only the SHA-256 is stored
 * @throws LOGIN_REFUSED, ACCOUNT_LOCKED
 */
export async function logIn(db: Db, input: LogIn): Promise<{ token: string }> {
  const login = input.login.trim().toLowerCase().slice(0, 80);
  const [found] = await db
    .select({
      id: account.id,
      password: account.password,
      lockedMinutes: sql<number>`greatest(0, ceil(extract(epoch from ${account.lockedUntil} - now()) / 60))::int`,
    })
    .from(account)
    .where(and(eq(account.login, login), isNull(account.disabledAt)));
  if (found && found.lockedMinutes > 0) throw error('ACCOUNT_LOCKED', { minutes: found.lockedMinutes });
  const right = await checkPassword(input.password.slice(0, LONGEST_PASSWORD + 1), found?.password ?? null);
  if (!found || !right) {
    await db.transaction((tx) => refuse(tx, found?.id, login, input.address));
    throw error('LOGIN_REFUSED');
  }
  const token = randomBytes(32).toString('base64url');
  await db.transaction(async (tx) => {
    // Decided again with the row held: of many guesses at once, those after the lock gain nothing, and neither does a
    // password that was replaced while this one was hashed.
    const [open] = await tx
      .update(account)
      .set({ failures: 0, lockedUntil: null })
      .where(
        and(
          eq(account.id, found.id),
          eq(account.password, found.password),
          isNull(account.disabledAt),
          sql`(${account.lockedUntil} is null or ${account.lockedUntil} <= now())`,
        ),
      )
      .returning({ id: account.id });
    if (!open) throw error('LOGIN_REFUSED');
    await tx.insert(session).values({
      tokenSha256: digestOf(token),
      accountId: found.id,
      csrf: randomBytes(32).toString('base64url'),
      address: input.address,
      agent: input.agent.slice(0, 300),
      expiresAt: sql`now() + make_interval(hours => ${LONGEST_HOURS})`,
    });
    await record(tx, [{ type: 'account.logged-in', actor: actorOf(login), data: { address: input.address } }]);
  });
  return { token };
}

async function refuse(tx: Tx, accountId: string | undefined, login: string, address: string): Promise<void> {
  const data = { login, address };
  await record(tx, [{ type: 'account.login-refused', actor: 'web', data }]);
  if (accountId === undefined) return;
  const [row] = await tx
    .update(account)
    .set({
      failures: sql`case when ${account.failures} + 1 >= ${FAILURES} then 0 else ${account.failures} + 1 end`,
      lockedUntil: sql`case when ${account.failures} + 1 >= ${FAILURES}
        then now() + make_interval(mins => ${LOCK_MINUTES}) else ${account.lockedUntil} end`,
    })
    .where(eq(account.id, accountId))
    .returning({ failures: account.failures });
  if (row?.failures === 0) await record(tx, [{ type: 'account.locked', actor: 'web', data }]);
}

/** Who holds this token; null when it is unknown, too old, unused for too long, or of a disabled account. */
export async function readSession(db: Db, token: string): Promise<Session | null> {
  const [row] = await db
    .select({
      accountId: session.accountId,
      csrf: session.csrf,
      login: account.login,
      name: account.name,
      role: account.role,
      mustChange: account.mustChange,
      stale: sql<boolean>`${session.seenAt} < now() - make_interval(secs => ${SEEN_SECONDS})`,
      agencyIds,
    })
    .from(session)
    .innerJoin(account, eq(account.id, session.accountId))
    .where(
      and(
        eq(session.tokenSha256, digestOf(token)),
        sql`${session.expiresAt} > now() and ${session.seenAt} > now() - make_interval(hours => ${IDLE_HOURS})`,
        isNull(account.disabledAt),
      ),
    );
  if (!row) return null;
  if (row.stale) {
    await db
      .update(session)
      .set({ seenAt: sql`now()` })
      .where(eq(session.tokenSha256, digestOf(token)));
  }
  const { accountId, login, name, role, mustChange } = row;
  const principal = await principalOf(db, row);
  return { csrf: row.csrf, person: { accountId, login, name, role, mustChange, principal } };
}

/** What a person may do today, for a submission of his that waited for a verdict; null when he may no longer log in. */
export async function principalOfPerson(reader: Reader, actor: string): Promise<Principal | null> {
  const [row] = await reader
    .select({ login: account.login, role: account.role, agencyIds })
    .from(account)
    .where(and(eq(account.login, actor.slice(ACTOR.length)), isNull(account.disabledAt)));
  return row ? principalOf(reader, row) : null;
}

async function principalOf(
  reader: Reader,
  { login, role, agencyIds }: { login: string; role: Role; agencyIds: readonly string[] },
): Promise<Principal> {
  const actor = actorOf(login);
  switch (role) {
    case 'clerk':
      return personPrincipal(reader, actor, agencyIds);
    case 'agency-admin':
      return branchPrincipal(actor, agencyIds);
    case 'operator':
      return operatorPrincipal(actor);
    case 'statistics':
      return statisticsPrincipal(actor);
    case 'administrator':
      return administratorPrincipal(actor);
    case 'auditor': {
      const predecessors = await predecessorsOf(reader, agencyIds);
      return auditorPrincipal(actor, agencyIds, await mandateOf(reader, login), [...predecessors.values()].flat());
    }
  }
}

async function mandateOf(reader: Reader, login: string): Promise<NonNullable<Principal['mandate']>> {
  const [mandate] = await reader
    .select({
      decision: auditMandate.decision,
      from: auditMandate.fromAt,
      until: auditMandate.untilAt,
      inForce: sql<boolean>`${auditMandate.expiresAt} > now()`,
    })
    .from(auditMandate)
    .innerJoin(account, eq(account.id, auditMandate.accountId))
    .where(eq(account.login, login));
  if (!mandate) throw new Error(`the auditor ${login} has no mandate`);
  return mandate;
}

export async function logOut(tx: Tx, token: string, person: Person): Promise<void> {
  await tx.delete(session).where(eq(session.tokenSha256, digestOf(token)));
  await record(tx, [{ type: 'account.logged-out', actor: actorOf(person.login) }]);
}

/** A person's own new password; his other sessions end. @throws PASSWORD_WRONG, PASSWORD_WEAK */
export async function changePassword(
  db: Db,
  token: string,
  person: Person,
  given: { readonly current: string; readonly next: string },
): Promise<void> {
  const { length } = [...given.next];
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD || given.next === given.current) {
    throw error('PASSWORD_WEAK', { shortest: SHORTEST_PASSWORD, longest: LONGEST_PASSWORD });
  }
  const [row] = await db.select({ password: account.password }).from(account).where(eq(account.id, person.accountId));
  if (!(await checkPassword(given.current.slice(0, LONGEST_PASSWORD + 1), row?.password ?? null))) {
    throw error('PASSWORD_WRONG');
  }
  const password = await hashPassword(given.next);
  await db.transaction(async (tx) => {
    await tx.update(account).set({ password, mustChange: false }).where(eq(account.id, person.accountId));
    await tx
      .delete(session)
      .where(and(eq(session.accountId, person.accountId), sql`${session.tokenSha256} <> ${digestOf(token)}`));
    await record(tx, [{ type: 'account.password-changed', actor: actorOf(person.login) }]);
  });
}

/** Removes what can no longer be used; a job of the hub. */
export async function sweepSessions(reader: Reader): Promise<void> {
  await reader
    .delete(session)
    .where(sql`${session.expiresAt} < now() or ${session.seenAt} < now() - make_interval(hours => ${IDLE_HOURS})`);
}

function actorOf(login: string): string {
  return `${ACTOR}${login}`;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
