import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { type Acting, authorise, linesOf, may, type Principal } from '../registry/index.ts';
import { error } from './errors.ts';
import type { Role } from './model.ts';
import { actorOf, agencyIds } from './principals.ts';
import { account } from './tables.ts';

/** Roles that whoever administers a branch may give; every other account is the hub administrator's. */
export const BRANCH_ROLES: readonly Role[] = ['clerk', 'agency-admin'];

export interface Managed {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly agencyIds: readonly string[];
}

interface Reach {
  readonly role: Role;
  readonly agencyIds: readonly string[];
}

/** Roles that this principal may give at all. */
export function rolesToGive(principal: Principal, all: readonly Role[]): Role[] {
  return all.filter((role) => BRANCH_ROLES.includes(role) || may(principal, 'account.manage'));
}

/** @throws FORBIDDEN for a role or agencies beyond the principal's reach, WHY_MISSING */
export async function authoriseReach(reader: Reader, by: Acting, reach: Reach): Promise<void> {
  authorise(by, actOn(reach.role), { lines: await linesOf(reader, reach.agencyIds) });
}

/** Whether the principal keeps accounts of this role and these agencies. */
export async function mayManage(reader: Reader, principal: Principal, reach: Reach): Promise<boolean> {
  return may(principal, actOn(reach.role), { lines: await linesOf(reader, reach.agencyIds) });
}

/** The act that is asked for an account of this role. */
export function actOn(role: Role) {
  return BRANCH_ROLES.includes(role) ? 'account.branch' : 'account.manage';
}

/**
 * Holds the account's row for an act on it. One that is not the principal's to keep does not exist for him.
 * @throws ACCOUNT_UNKNOWN, WHY_MISSING
 */
export async function lockManaged(tx: Tx, login: string, by: Acting): Promise<Managed> {
  const wanted = login.toLowerCase();
  const [row] = await tx
    .select({ id: account.id, login: account.login, name: account.name, role: account.role, agencyIds })
    .from(account)
    .where(eq(account.login, wanted))
    .for('update');
  if (!row || !(await mayManage(tx, by.principal, row))) throw unknown(login);
  await authoriseReach(tx, by, row);
  return row;
}

/** What nobody does to himself: he would be out, or raise himself. @throws OWN_ACCOUNT */
export function refuseOwn(by: Acting, { login }: Managed): void {
  if (by.principal.actor === actorOf(login)) throw error('OWN_ACCOUNT');
}

export function unknown(login: string) {
  return error('ACCOUNT_UNKNOWN', { login: login.slice(0, 80) });
}
