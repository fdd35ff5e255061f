import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
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
import type { Role } from './model.ts';
import { account, accountAgency, auditMandate } from './tables.ts';

/** How the log names a person: `person:lan.nguyen`. */
export const ACTOR = 'person:';

export function actorOf(login: string): string {
  return `${ACTOR}${login}`;
}

/** The agencies of an account, for a query that reads `account`. */
export const agencyIds = sql<string[]>`array(select ${accountAgency.agencyId}::text from ${accountAgency}
  where ${accountAgency.accountId} = ${account.id})`;

/** What a person may do today, for a submission of his that waited for a verdict; null when he may no longer log in. */
export async function principalOfPerson(reader: Reader, actor: string): Promise<Principal | null> {
  const [row] = await reader
    .select({ login: account.login, role: account.role, agencyIds })
    .from(account)
    .where(and(eq(account.login, actor.slice(ACTOR.length)), isNull(account.disabledAt)));
  return row ? principalOf(reader, row) : null;
}

/** Whether the account is in use. */
export async function isOpen(reader: Reader, accountId: string): Promise<boolean> {
  const rows = await reader
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.id, accountId), isNull(account.disabledAt)));
  return rows.length > 0;
}

export async function principalOf(
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
