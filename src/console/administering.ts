import type { FastifyReply, FastifyRequest } from 'fastify';
import type { By } from '../administration/index.ts';
import type { Reader } from '../platform/database.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { type Agency, codesIn, type Principal, registryError, resolveAgencies } from '../registry/index.ts';
import { sessionOf } from './context.ts';
import { consoleError } from './errors.ts';
import { languageOf } from './render.ts';

/** What a form of the administration sends; of a field that comes more than once `readFields` keeps the last. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Who acts at a page, from which address, and the reason that he gives. */
export function byOf(request: FastifyRequest, fields: Fields): By {
  return { principal: principalOf(request), why: textOf(fields, 'why'), from: request.ip };
}

export function principalOf(request: FastifyRequest): Principal {
  return sessionOf(request).person.principal;
}

/** A field as text that PostgreSQL can hold; what is not there is empty. */
export function textOf(fields: Fields, name: string): string {
  return String(fields[name] ?? '').replaceAll('\0', '');
}

/** A whole number, or NaN, which the rooms refuse by their own codes. */
export function numberOf(fields: Fields, name: string): number {
  const text = textOf(fields, name).trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** The agencies of all codes in a field. @throws AGENCY_UNKNOWN */
export async function agenciesIn(reader: Reader, written: string): Promise<Agency[]> {
  const codes = codesIn(written);
  const found = await resolveAgencies(reader, codes);
  return codes.map((code) => {
    const agency = found.get(code);
    if (!agency) throw registryError('AGENCY_UNKNOWN', { code: code.slice(0, 80) });
    return agency;
  });
}

/** The agency of one code. @throws AGENCY_UNKNOWN */
export async function agencyIn(reader: Reader, written: string): Promise<Agency> {
  const [agency] = await agenciesIn(reader, written);
  if (!agency) throw registryError('AGENCY_UNKNOWN', { code: '–' });
  return agency;
}

/** What went wrong with an act: said beside the field of its form, which keeps what was typed. */
export interface Failed {
  readonly act: string;
  readonly field: string;
  readonly words: string;
  readonly typed: Fields;
}

export const NOTHING_FAILED: Failed = { act: '', field: '', words: '', typed: {} };

/** Which field a refusal is about; what is about none stands beside the reason, which every form has. */
const FIELD_OF: Readonly<Record<string, string>> = {
  AGENCY_UNKNOWN: 'agencies',
  AGENCY_CODE_TAKEN: 'code',
  CERTIFICATE_BOUND_ELSEWHERE: 'pem',
  CERTIFICATE_PERSON_INVALID: 'person',
  CERTIFICATE_UNREADABLE: 'pem',
  CONNECTION_NAME_TAKEN: 'name',
  CONNECTION_SECRET_NEEDED: 'secret',
  CONTACT_POINT_INVALID: 'contactPoint',
  OVERLAP_INVALID: 'hours',
  SYSTEM_NAME_INVALID: 'name',
  SYSTEM_NAME_TAKEN: 'name',
  SYSTEM_UNKNOWN: 'system',
};

function fieldOf({ code, facts }: HubError, typed: Fields): string {
  if (code === 'CONNECTION_INVALID') return facts.field ? `set-${facts.field}` : 'name';
  if (code === 'CHANNEL_INVALID') return String(facts.field);
  const field = code === 'CONTACT_DETAILS_INVALID' ? String(facts.problem) : (FIELD_OF[code] ?? 'why');
  if (field === 'agencies' && typed.agencies === undefined) return 'contactPoint' in typed ? 'contactPoint' : 'agency';
  return field;
}

/** Does an act of a form; what a room refuses is told by `again`, the same page with its reason. */
export async function attempt(
  request: FastifyRequest,
  reply: FastifyReply,
  { act, typed }: Pick<Failed, 'act' | 'typed'>,
  work: (by: By) => Promise<FastifyReply>,
  again: (failed: Failed) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work(byOf(request, typed));
  } catch (error) {
    if (!isHubError(error)) throw error;
    if (error.code === 'FORBIDDEN') throw consoleError('PAGE_UNKNOWN');
    reply.code(error.spec.status);
    return again({ act, field: fieldOf(error, typed), words: wordsOf(request, error), typed });
  }
}

export function wordsOf(request: FastifyRequest, error: HubError): string {
  const language = languageOf(request);
  return `${error.title(language)} ${error.fix(language)}`;
}
