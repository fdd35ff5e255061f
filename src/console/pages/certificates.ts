import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addCertificate, withdrawCertificate } from '../../administration/index.ts';
import {
  type CertificateState,
  certificateState,
  type HeldCertificate,
  listCertificates,
  may,
  resolveAgencies,
} from '../../registry/index.ts';
import { agencyIn, attempt, type Failed, type Fields, NOTHING_FAILED, principalOf, textOf } from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { readUpload } from '../upload.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
const MOST_BYTES = 64 * 1024;
const DAY_MS = 86_400_000;
/** Renewing takes a province's offices some weeks. */
export const EXPIRING_DAYS = 60;
const QUERY = z.object({
  view: oneOf(['all', 'expiring']),
  agency: text.default(''),
  after: text.optional(),
  note: oneOf(['', 'certificateAdded', 'certificateRevoked']),
});

const TONES: Readonly<Record<CertificateState, string>> = {
  valid: 'green',
  notYetValid: 'amber',
  expired: 'red',
  revoked: 'red',
};

/** Who signs with what, and until when: those that expire first first. */
export const certificateRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/certificates', (request, reply) => showCertificates(context, request, reply, NOTHING_FAILED));

  app.post('/certificates', { config: { streamed: true } }, async (request, reply) => {
    if (!may(principalOf(request), 'admin')) throw consoleError('PAGE_UNKNOWN');
    const { fields: typed, file } = await readUpload(request, MOST_BYTES);
    return attempt(
      request,
      reply,
      { act: 'add', typed },
      async (by) => {
        const bytes = file?.bytes ?? Buffer.from(textOf(typed, 'pem').trim());
        await db.transaction(async (tx) => {
          const agency = await agencyIn(tx, textOf(typed, 'agency'));
          await addCertificate(tx, { agency, bytes, person: textOf(typed, 'person') }, by);
        });
        return reply.redirect(`${BASE}/certificates?note=certificateAdded`, 303);
      },
      (failed) => showCertificates(context, request, reply, failed),
    );
  });

  app.post<{ Params: { sha256: string }; Body: Fields }>('/certificates/:sha256/revoke', (request, reply) => {
    const { body: typed } = request;
    const { sha256 } = request.params;
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw consoleError('PAGE_UNKNOWN');
    return attempt(
      request,
      reply,
      { act: sha256, typed },
      async (by) => {
        await db.transaction((tx) => withdrawCertificate(tx, sha256, by));
        return reply.redirect(`${BASE}/certificates?note=certificateRevoked`, 303);
      },
      (failed) => showCertificates(context, request, reply, failed),
    );
  });
};

async function showCertificates(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { view, agency: written, after, note } = readQuery(request, QUERY);
  const agency = written === '' ? undefined : (await resolveAgencies(db, [written])).get(written);
  const unknown = written !== '' && !agency;
  const { items, next } = unknown
    ? { items: [], next: null }
    : await listCertificates(db, {
        limit: PAGE,
        ...(agency && { agencyId: agency.id }),
        ...(view === 'expiring' && { expiringDays: EXPIRING_DAYS }),
        ...(after !== undefined && { after }),
      });
  const now = new Date(hub.clock.now());
  const address = (changes: Readonly<Record<string, string>>) =>
    `${BASE}/certificates?${new URLSearchParams({ view, ...(written && { agency: written }), ...changes })}`;
  return show(request, reply, 'certificates', wordOf('certificates', languageOf(request)), {
    place: 'certificates',
    view,
    views: (['all', 'expiring'] as const).map((name) => ({ name, address: address({ view: name }) })),
    days: EXPIRING_DAYS,
    agency: written,
    unknown,
    rows: items.map((held) => lineOf(held, now)),
    more: next === null ? null : address({ after: next }),
    mayManage: may(principalOf(request), 'admin'),
    told: note === '' ? '' : wordOf(note, languageOf(request)),
    failed,
  });
}

function lineOf({ der: _, ...held }: HeldCertificate, now: Date) {
  const state = certificateState(held, now);
  const daysLeft = Math.floor((held.notAfter.getTime() - now.getTime()) / DAY_MS);
  const soon = state === 'valid' && daysLeft <= EXPIRING_DAYS;
  return { ...held, state, tone: soon ? 'amber' : TONES[state], daysLeft: soon ? daysLeft : null };
}
