import { and, eq, isNull, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import type { Acting } from '../registry/index.ts';
import { error } from './errors.ts';
import { arrive, deviceOf, type Opened, type Place } from './log-in.ts';
import { lockManaged } from './managed.ts';
import type { Person } from './model.ts';
import { actorOf } from './principals.ts';
import type { Identity } from './provider.ts';
import { openSession } from './sessions.ts';
import { account, identity, secondFactor } from './tables.ts';
import { digestOf } from './tokens.ts';

const LONGEST_SUBJECT = 255;

/** An account at the provider: OpenID Connect Core section 5.7 names a person by these two and by nothing else. */
export type Bound = Pick<Identity, 'issuer' | 'subject'>;

/**
 * Opens a session for whoever is bound to this identity. An e-mail address or a name at the provider proves nothing.
 * @throws IDENTITY_UNBOUND
 */
export async function logInByIdentity(
  db: Db,
  vault: Vault,
  who: Identity,
  input: Place & { readonly device?: string | undefined },
): Promise<Opened> {
  const { issuer, subject, idToken } = who;
  const { address, agent } = input;
  const device = deviceOf(input);
  const token = await db.transaction(async (tx) => {
    const [found] = await tx
      .select({
        id: account.id,
        login: account.login,
        hasFactor: sql<boolean>`exists (select from ${secondFactor} where ${secondFactor.accountId} = ${account.id}
          and ${secondFactor.confirmedAt} is not null)`,
      })
      .from(identity)
      .innerJoin(account, eq(account.id, identity.accountId))
      .where(and(eq(identity.issuer, issuer), eq(identity.subject, subject), isNull(account.disabledAt)));
    if (!found) {
      await record(tx, [{ type: 'account.identity-refused', actor: 'web', data: { subject, address } }]);
      return null;
    }
    const of = { accountId: found.id, address, agent, idToken };
    if (found.hasFactor && !who.secondFactor) return openSession(tx, vault, { ...of, secondFactor: 'owed' });
    await arrive(tx, { accountId: found.id, login: found.login, address, deviceSha256: digestOf(device) });
    return openSession(tx, vault, { ...of, secondFactor: who.secondFactor ? 'given' : 'none' });
  });
  if (token === null) throw error('IDENTITY_UNBOUND', { subject });
  return { token, device };
}

/** The identity of an account at this provider; null where none is bound. */
export async function readIdentity(reader: Reader, accountId: string, issuer: string): Promise<string | null> {
  const [row] = await reader
    .select({ subject: identity.subject })
    .from(identity)
    .where(and(eq(identity.accountId, accountId), eq(identity.issuer, issuer)));
  return row?.subject ?? null;
}

/** A person binds the identity that he has just shown. @throws IDENTITY_TAKEN */
export async function bindOwnIdentity(tx: Tx, { accountId, login }: Person, who: Bound): Promise<void> {
  await bind(tx, accountId, who);
  await tell(tx, 'account.identity-bound', actorOf(login), login, '–');
}

/**
 * Whoever keeps an account binds an identity to it by its subject, or takes it away (null).
 * @throws ACCOUNT_UNKNOWN, IDENTITY_INVALID, IDENTITY_TAKEN, WHY_MISSING
 */
export async function setIdentity(
  tx: Tx,
  login: string,
  { issuer, subject }: { readonly issuer: string; readonly subject: string | null },
  by: Acting,
): Promise<void> {
  const managed = await lockManaged(tx, login, by);
  if (subject === null) {
    await tx.delete(identity).where(and(eq(identity.accountId, managed.id), eq(identity.issuer, issuer)));
    return tell(tx, 'account.identity-removed', by.principal.actor, managed.login, by.why);
  }
  if (subject.trim() === '' || subject.length > LONGEST_SUBJECT) throw error('IDENTITY_INVALID');
  await bind(tx, managed.id, { issuer, subject: subject.trim() });
  return tell(tx, 'account.identity-bound', by.principal.actor, managed.login, by.why);
}

/** One identity a provider: a new one takes the place of the old. */
async function bind(tx: Tx, accountId: string, { issuer, subject }: Bound): Promise<void> {
  await tx.delete(identity).where(and(eq(identity.accountId, accountId), eq(identity.issuer, issuer)));
  const made = await tx
    .insert(identity)
    .values({ issuer, subject, accountId })
    .onConflictDoNothing()
    .returning({ accountId: identity.accountId });
  if (made.length === 0) throw error('IDENTITY_TAKEN');
}

async function tell(
  tx: Tx,
  type: 'account.identity-bound' | 'account.identity-removed',
  actor: string,
  login: string,
  why: string,
): Promise<void> {
  await record(tx, [{ type, actor, data: { login, why } }]);
}
