import { and, desc, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import type { Acting } from '../registry/index.ts';
import { lockManaged } from './managed.ts';
import type { Person } from './model.ts';
import { actorOf } from './principals.ts';
import { alive, endSessions } from './sessions.ts';
import { session } from './tables.ts';
import { digestOf } from './tokens.ts';

/** Sessions on one page; a person has a handful. */
const MOST = 50;

export interface SessionLine {
  readonly id: string;
  readonly address: string;
  /** What the browser said of itself. */
  readonly agent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** Whether it is the one that asks. */
  readonly own: boolean;
}

/** The open sessions of an account, the latest used first. */
export async function listSessions(reader: Reader, accountId: string, token?: string): Promise<SessionLine[]> {
  const rows = await reader
    .select()
    .from(session)
    .where(and(eq(session.accountId, accountId), alive))
    .orderBy(desc(session.seenAt))
    .limit(MOST);
  return rows.map(({ id, address, agent, createdAt, seenAt, tokenSha256 }) => ({
    id,
    address,
    agent,
    createdAt,
    seenAt,
    own: token !== undefined && tokenSha256.equals(digestOf(token)),
  }));
}

/** A person ends one of his own sessions; one that is gone is gone. */
export async function endOwnSession(tx: Tx, person: Person, id: string): Promise<void> {
  const ended = isId(id) ? await endOne(tx, person.accountId, id) : false;
  if (ended) await tell(tx, actorOf(person.login), { login: person.login, why: '–' });
}

/**
 * Ends one session of another person, or all of them.
 * @throws ACCOUNT_UNKNOWN, WHY_MISSING
 */
export async function endSessionsOf(tx: Tx, login: string, id: string | null, by: Acting): Promise<void> {
  const managed = await lockManaged(tx, login, by);
  if (id === null) await endSessions(tx, managed.id);
  else if (isId(id)) await endOne(tx, managed.id, id);
  await tell(tx, by.principal.actor, { login: managed.login, why: by.why });
}

async function endOne(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const ended = await tx
    .delete(session)
    .where(and(eq(session.accountId, accountId), eq(session.id, id)))
    .returning({ id: session.id });
  return ended.length > 0;
}

async function tell(tx: Tx, actor: string, data: { login: string; why: string }): Promise<void> {
  await record(tx, [{ type: 'account.session-ended', actor, data }]);
}
