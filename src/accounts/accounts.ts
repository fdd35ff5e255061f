import { eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { type Acting, assignAgencies, systemId, WEB_SYSTEM } from '../registry/index.ts';
import { error } from './errors.ts';
import { authoriseReach, lockManaged, refuseOwn } from './managed.ts';
import { AGENCY_ROLES, type Mandate, ROLES, type Role } from './model.ts';
import { hashPassword, newPassword } from './password.ts';
import { endSessions } from './sessions.ts';
import { account, accountAgency, auditMandate } from './tables.ts';

const LOGIN = /^[a-z0-9][a-z0-9.-]{1,58}[a-z0-9]$/;
const LONGEST_NAME = 120;

/** What may be changed of an account. */
export interface AccountFacts {
  /** As it is shown to others and written into statuses (StaffInfo). */
  readonly name: string;
  readonly role: Role;
  readonly agencyIds: readonly string[];
  /** Of an auditor, and of nobody else. */
  readonly mandate?: Mandate;
}

export interface NewAccount extends AccountFacts {
  readonly login: string;
  /** Chosen by whoever adds the account; without it one is made. */
  readonly password?: string;
  /** Whether the person must choose an own password first; default true. */
  readonly mustChange?: boolean;
}

/**
 * Adds a person for whoever keeps accounts; a clerk's agencies receive through the web pages from now on.
 * @returns the password, to be handed over once; the table keeps its scrypt
 * @throws FORBIDDEN, WHY_MISSING, and what `createAccount` throws
 */
export async function addAccount(tx: Tx, input: NewAccount, by: Acting): Promise<{ password: string }> {
  checkFacts(input);
  await authoriseReach(tx, by, input);
  return createAccount(tx, input, by.principal.actor, by.why);
}

/**
 * Adds a person without asking who does it: for the demonstration, and for the first administrator of a hub.
 * @throws ACCOUNT_INVALID, ACCOUNT_NAME, ACCOUNT_AGENCIES, MANDATE_INVALID, ACCOUNT_TAKEN
 */
export async function createAccount(
  tx: Tx,
  input: NewAccount,
  actor: string,
  why = '–',
): Promise<{ id: string; password: string }> {
  checkAccount(input);
  const password = input.password ?? newPassword();
  const id = await insertAccount(tx, input, await hashPassword(password), actor, why);
  return { id, password };
}

/** The rows of an account that was checked; gives its id. @throws ACCOUNT_TAKEN */
export async function insertAccount(
  tx: Tx,
  input: NewAccount,
  passwordHash: string,
  actor: string,
  why: string,
): Promise<string> {
  const login = loginOf(input);
  const id = newId();
  const { role, mustChange = true } = input;
  const made = await tx
    .insert(account)
    .values({ id, login, name: input.name.trim(), role, mustChange, password: passwordHash })
    .onConflictDoNothing({ target: account.login })
    .returning({ id: account.id });
  if (made.length === 0) throw error('ACCOUNT_TAKEN', { login });
  await giveAgencies(tx, id, input);
  const decision = input.mandate && { decision: input.mandate.decision };
  await record(tx, [{ type: 'account.created', actor, data: { login, role, why, ...decision } }]);
  return id;
}

/** @throws ACCOUNT_INVALID, ACCOUNT_NAME, ACCOUNT_AGENCIES, MANDATE_INVALID */
export function checkAccount(input: AccountFacts & { readonly login: string }): void {
  if (!LOGIN.test(loginOf(input))) throw error('ACCOUNT_INVALID', { problem: input.login.slice(0, 80) });
  checkFacts(input);
}

/** What is typed is compared without case. */
export function loginOf({ login }: { readonly login: string }): string {
  return login.trim().toLowerCase();
}

/**
 * Gives a person another name, role, agencies or mandate. His sessions end with a role or an agency: what they could do
 * is no longer his.
 * @throws ACCOUNT_UNKNOWN, FORBIDDEN, OWN_ACCOUNT, WHY_MISSING, ACCOUNT_NAME, ACCOUNT_AGENCIES, MANDATE_INVALID
 */
export async function changeAccount(tx: Tx, login: string, facts: AccountFacts, by: Acting): Promise<void> {
  const old = await lockManaged(tx, login, by);
  checkFacts(facts);
  await authoriseReach(tx, by, facts);
  const agencyIds = [...new Set(facts.agencyIds)].sort();
  const same = facts.role === old.role && agencyIds.join() === [...old.agencyIds].sort().join();
  if (!same) refuseOwn(by, old);
  await tx.update(account).set({ name: facts.name.trim(), role: facts.role }).where(eq(account.id, old.id));
  await tx.delete(accountAgency).where(eq(accountAgency.accountId, old.id));
  await tx.delete(auditMandate).where(eq(auditMandate.accountId, old.id));
  await giveAgencies(tx, old.id, facts);
  if (!same || facts.mandate) await endSessions(tx, old.id);
  const data = { login: old.login, from: old.role, role: facts.role, agencies: agencyIds.length, why: by.why };
  await record(tx, [{ type: 'account.changed', actor: by.principal.actor, data }]);
}

async function giveAgencies(tx: Tx, accountId: string, { role, agencyIds, mandate }: AccountFacts): Promise<void> {
  const own = [...new Set(agencyIds)];
  if (own.length > 0) {
    await tx.insert(accountAgency).values(own.map((agencyId) => ({ accountId, agencyId })));
    if (role === 'clerk') await assignAgencies(tx, await systemId(tx, WEB_SYSTEM), own);
  }
  if (mandate) await tx.insert(auditMandate).values({ accountId, ...mandate });
}

function checkFacts({ name, role, agencyIds, mandate }: AccountFacts): void {
  if (name.trim() === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name)) throw error('ACCOUNT_NAME');
  if (!ROLES.includes(role)) throw error('ACCOUNT_INVALID', { problem: String(role).slice(0, 80) });
  if (AGENCY_ROLES.includes(role) !== agencyIds.length > 0) throw error('ACCOUNT_AGENCIES', { role });
  if (!isMandated(role, mandate)) throw error('MANDATE_INVALID');
}

/** An auditor has a decision and a period that is one; nobody else has either. */
function isMandated(role: Role, mandate: Mandate | undefined): boolean {
  if (role !== 'auditor' || !mandate) return role !== 'auditor' && !mandate;
  return mandate.decision.trim() !== '' && mandate.fromAt < mandate.untilAt;
}
