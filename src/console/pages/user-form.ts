import type { FastifyRequest } from 'fastify';
import { type AccountFacts, type Mandate, ROLES, type Role, rolesToGive } from '../../accounts/index.ts';
import type { Db, Reader } from '../../platform/database.ts';
import type { HubError } from '../../platform/errors.ts';
import {
  type Agency,
  agenciesBelow,
  codesIn,
  findAgencies,
  openAgencies,
  registryError,
  resolveAgencies,
} from '../../registry/index.ts';
import { sessionOf } from '../context.ts';
import { languageOf } from '../render.ts';
import { ROLE_WORDS } from '../words/users.ts';

/** More units than this are typed by their codes. */
const MOST_BOXES = 60;
const DAY_MS = 86_400_000;

export type UserForm = Readonly<Record<string, string | string[] | undefined>>;

/** Beside which field an error is told; what is nobody's stands at the top. */
const FIELDS: Readonly<Record<string, string>> = {
  ACCOUNT_TAKEN: 'login',
  ACCOUNT_INVALID: 'login',
  ACCOUNT_NAME: 'name',
  ACCOUNT_AGENCIES: 'agencies',
  AGENCY_UNKNOWN: 'agencies',
  FORBIDDEN: 'agencies',
  MANDATE_INVALID: 'decision',
  SUCCESSOR_INVALID: 'to',
  WHY_MISSING: 'why',
};

export function tellBeside(request: FastifyRequest, error: HubError): Readonly<Record<string, string>> {
  const language = languageOf(request);
  return { [FIELDS[error.code] ?? 'form']: `${error.title(language)} ${error.fix(language)}` };
}

export function textOf(form: UserForm, field: string): string {
  return String(form[field] ?? '').replaceAll('\0', '');
}

/** @throws AGENCY_UNKNOWN */
export async function readFacts(reader: Reader, form: UserForm): Promise<AccountFacts> {
  const codes = [...[form.ids ?? []].flat(), ...codesIn(textOf(form, 'agencies'))];
  const found = await resolveAgencies(reader, codes);
  const missing = codes.find((code) => !found.has(code));
  if (missing !== undefined) throw registryError('AGENCY_UNKNOWN', { code: missing.slice(0, 80) });
  const mandate = readMandate(form);
  return {
    name: textOf(form, 'name'),
    role: textOf(form, 'role') as Role,
    agencyIds: [...new Set([...found.values()].map((agency) => agency.id))],
    ...(mandate && { mandate }),
  };
}

/** Nothing of it without a decision; the days named count whole. */
function readMandate(form: UserForm): Mandate | null {
  const decision = textOf(form, 'decision').trim();
  if (decision === '') return null;
  const [from, to, until] = ['from', 'to', 'until'].map((field) => startOf(textOf(form, field)));
  return {
    decision,
    fromAt: new Date(from!),
    // A day that is none makes a period that is none, which the room refuses.
    untilAt: new Date(to! + DAY_MS || from!),
    expiresAt: new Date(until! + DAY_MS || 0),
  };
}

/** The first moment of a Vietnamese day `yyyy-mm-dd`; 0 for what is no day. */
function startOf(day: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00+07:00`) || 0 : 0;
}

/** What the form offers to this reader: roles that he may give, and the units of his branch to tick. */
export async function offerOf(db: Db, request: FastifyRequest) {
  const { role, principal } = sessionOf(request).person;
  const roles = rolesToGive(principal, ROLES).map((one) => ({ name: one, words: ROLE_WORDS[one] }));
  const units = role === 'agency-admin' ? await unitsOf(db, [...principal.agencyIds]) : [];
  return { roles, units: units.length > MOST_BOXES ? [] : units };
}

/** The units of a branch that are open today, by code. */
export async function unitsOf(db: Db, branch: readonly string[]): Promise<Agency[]> {
  const ids = await agenciesBelow(db, branch);
  const [agencies, open] = await Promise.all([findAgencies(db, ids), openAgencies(db, ids)]);
  return [...agencies.values()].filter(({ id }) => open.has(id)).sort((a, b) => (a.code < b.code ? -1 : 1));
}
