import type { FastifyReply, FastifyRequest } from 'fastify';
import { readSession } from '../../accounts/index.ts';
import { BASE, type ConsoleContext } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

/** Longest form that survives the end of a session. */
export const LONGEST_KEPT = 60_000;

/** What a reader was doing when his session ended: an address, and a form as JSON. */
export interface Kept {
  readonly next: string;
  readonly form: string;
}

/** What to go back to after logging in: the page, or the form with all that was typed. A file cannot be kept. */
export function keepForm(request: FastifyRequest): Kept {
  if (request.method === 'GET') return { next: request.url, form: '' };
  const { _csrf, ...fields } = (request.body ?? {}) as Record<string, unknown>;
  const form = JSON.stringify(fields);
  return { next: request.url, form: form.length > LONGEST_KEPT || form === '{}' ? '' : form };
}

/** Where a fresh session goes: to its second factor, to the page that was asked for, or to the form that was kept. */
export async function goOn(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  kept: Kept,
): Promise<FastifyReply> {
  request.session = await readSession(hub.database.db, token);
  if (request.session?.person.owes === 'code') return showCode(request, reply, kept);
  const to = ownAddress(kept.next);
  if (kept.form === '') return reply.redirect(to, 303);
  // Shown before it is sent: whoever logged in may be another person than the one who typed it.
  return show(request, reply, 'resume', wordOf('goOn', languageOf(request)), { to, fields: readForm(kept.form) });
}

/** Asks for the second factor of a log-in. */
export function showCode(request: FastifyRequest, reply: FastifyReply, kept: Kept, wrong = ''): FastifyReply {
  return show(request, reply, 'code', wordOf('codeTitle', languageOf(request)), { kept, wrong });
}

/** Only ever an address of these pages: a link in a mail must not send a fresh session elsewhere. */
export function ownAddress(next: string): string {
  const plain = /^\/console\/[\w\-./?=&%+,:]*$/.test(next) && !next.includes('//') && !next.includes('/log-in');
  return plain ? next : BASE;
}

function readForm(json: string): [name: string, value: string][] {
  try {
    const fields: unknown = JSON.parse(json.slice(0, LONGEST_KEPT));
    return Object.entries(fields as object).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    );
  } catch {
    return [];
  }
}
