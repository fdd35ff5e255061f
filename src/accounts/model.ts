import type { Principal } from '../registry/index.ts';

/**
 * `clerk` (văn thư): sends and receives for his agencies. `agency-admin`: keeps the accounts of his agencies and of
 * those below them. `operator`: sees metadata of everything, moves deliveries. `auditor`: reads the metadata of his
 * agencies' documents within his mandate; every look is recorded. `statistics`: figures, and no document.
 * `administrator`: runs the hub, with every account, and reads no content.
 */
export const ROLES = ['clerk', 'agency-admin', 'operator', 'auditor', 'statistics', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that are nothing without an agency; the others work for the whole hub and have none. */
export const AGENCY_ROLES: readonly Role[] = ['clerk', 'agency-admin', 'auditor'];

/** The decision by which an auditor looks, and how far. */
export interface Mandate {
  /** Number of the decision. */
  readonly decision: string;
  /** Documents accepted at or after, and before. */
  readonly fromAt: Date;
  readonly untilAt: Date;
  /** From then on he sees nothing. */
  readonly expiresAt: Date;
}

/** A person who is logged in. */
export interface Person {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** What he must do before anything else: give the code of his app, choose an own password, set up a second factor. */
  readonly owes: 'code' | 'password' | 'second-factor' | null;
  /** What he may do; `registry.may` reads it. */
  readonly principal: Principal;
}

export interface Session {
  readonly person: Person;
  /** The token that every form of this session carries. */
  readonly csrf: string;
}

export interface AccountSummary {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** Current codes of the agencies that he works for. */
  readonly agencies: readonly string[];
  readonly agencyNames: readonly string[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}
