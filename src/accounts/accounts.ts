import { eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { assignAgencies, systemId, WEB_SYSTEM } from '../registry/index.ts';
import { error } from './errors.ts';
import { forgetGuessesAt } from './guesses.ts';
import { AGENCY_ROLES, type Mandate, ROLES, type Role } from './model.ts';
import { hashPassword, newPassword } from './password.ts';
import { endSessions } from './sessions.ts';
import { account, accountAgency, auditMandate, knownDevice } from './tables.ts';

const LOGIN = /^[a-z0-9][a-z0-9.-]{1,58}[a-z0-9]$/;

export interface NewAccount {
  readonly login: string;
  /** As it is shown to others and written into statuses (StaffInfo). */
  readonly name: string;
  readonly role: Role;
  readonly agencyIds: readonly string[];
  /** Of an auditor, and of nobody else. */
  readonly mandate?: Mandate;
  /** Chosen by whoever adds the account; without it one is made. */
  readonly password?: string;
  /** Whether the person must choose an own password first; default true. */
  readonly mustChange?: boolean;
}

/**
 * Adds a person; a clerk's agencies receive through the web pages from now on.
 * @returns the password, to be handed over once; the table keeps its scrypt
 * @throws ACCOUNT_INVALID, MANDATE_INVALID, ACCOUNT_TAKEN
 */
export async function createAccount(tx: Tx, input: NewAccount, actor: string): Promise<{ password: string }> {
  const login = input.login.trim().toLowerCase();
  if (!LOGIN.test(login)) throw error('ACCOUNT_INVALID', { problem: input.login.slice(0, 80) });
  if (!ROLES.includes(input.role)) throw error('ACCOUNT_INVALID', { problem: String(input.role).slice(0, 80) });
  if (AGENCY_ROLES.includes(input.role) !== input.agencyIds.length > 0) {
    throw error('ACCOUNT_INVALID', { problem: `${login}, ${input.role}` });
  }
  if (!isMandated(input)) throw error('MANDATE_INVALID', { login });
  const password = input.password ?? newPassword();
  const id = newId();
  const { role, mustChange = true } = input;
  const made = await tx
    .insert(account)
    .values({ id, login, name: input.name.trim(), role, mustChange, password: await hashPassword(password) })
    .onConflictDoNothing({ target: account.login })
    .returning({ id: account.id });
  if (made.length === 0) throw error('ACCOUNT_TAKEN', { login });
  const agencyIds = [...new Set(input.agencyIds)];
  if (agencyIds.length > 0) {
    await tx.insert(accountAgency).values(agencyIds.map((agencyId) => ({ accountId: id, agencyId })));
    if (role === 'clerk') await assignAgencies(tx, await systemId(tx, WEB_SYSTEM), agencyIds);
  }
  if (input.mandate) await tx.insert(auditMandate).values({ accountId: id, ...input.mandate });
  await record(tx, [
    {
      type: 'account.created',
      actor,
      data: { login, role: input.role, ...(input.mandate && { decision: input.mandate.decision }) },
    },
  ]);
  return { password };
}

/** An auditor has a decision and a period that is one; nobody else has either. */
function isMandated({ role, mandate }: NewAccount): boolean {
  if (role !== 'auditor' || !mandate) return role !== 'auditor' && !mandate;
  return mandate.decision.trim() !== '' && mandate.fromAt < mandate.untilAt;
}

/** A new password for somebody who lost it; ends his sessions and his lock. @throws ACCOUNT_UNKNOWN */
export async function resetPassword(tx: Tx, login: string, actor: string): Promise<{ password: string }> {
  const password = newPassword();
  const id = await change(tx, login, {
    password: await hashPassword(password),
    mustChange: true,
  });
  await endSessions(tx, id);
  await forgetGuessesAt(tx, login.toLowerCase());
  await tx.delete(knownDevice).where(eq(knownDevice.accountId, id));
  await record(tx, [{ type: 'account.password-reset', actor, data: { login } }]);
  return { password };
}

/** Nobody logs in with it any more; its sessions end at once, what it did stays in the log. @throws ACCOUNT_UNKNOWN */
export async function disableAccount(tx: Tx, login: string, actor: string): Promise<void> {
  const id = await change(tx, login, { disabledAt: sql`coalesce(${account.disabledAt}, now())` });
  await endSessions(tx, id);
  await record(tx, [{ type: 'account.disabled', actor, data: { login } }]);
}

async function change(tx: Tx, login: string, values: Parameters<ReturnType<Tx['update']>['set']>[0]): Promise<string> {
  const [row] = await tx
    .update(account)
    .set(values)
    .where(eq(account.login, login.toLowerCase()))
    .returning({ id: account.id });
  if (!row) throw error('ACCOUNT_UNKNOWN', { login: login.slice(0, 80) });
  return row.id;
}
