import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Report } from '../../acts/report-status.ts';
import { seeDeliveries } from '../../acts/see.ts';
import { type Delivery, WORK_VIEWS } from '../../delivery/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { findDocuments, listAttachmentsOf } from '../../intake/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { arrivalNumbers } from '../../register/index.ts';
import { findAgencies } from '../../registry/index.ts';
import { allows, opensByReading, reportFor } from '../acts.ts';
import { type ReadReport, readAssignmentForm } from '../assignment.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { factsOf } from '../describe.ts';
import { viewOf } from '../files.ts';
import { oneOf, readQuery, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { MOST_NAMED } from './bulk-left.ts';
import { isInReach, seeOwn } from './document.ts';
import { showInbox } from './inbox.ts';

/** What one click may do; each is a message of its own to a sender. */
const MOST_AT_ONCE = 100;
/** After so long a part is answered with how far it came; what is left follows in the next request. */
const PART_MS = 4_000;

const ACTS: Readonly<Record<'accept' | 'complete' | 'assign', (typed: Typed, today: string) => ReadReport>> = {
  accept: () => ({ report: { code: '03' } }),
  complete: () => ({ report: { code: '06' } }),
  assign: readAssignmentForm,
};
const FORM = z.looseObject({
  act: oneOf(['accept', 'complete', 'assign']),
  view: oneOf(WORK_VIEWS),
  agency: z.string().catch(''),
  /** Of the parts before: how many were done, and which could not be. */
  done: whole.catch(0),
  left: z.string().catch(''),
});

const PRINTED = z.object({
  ids: z
    .string()
    .max(MOST_AT_ONCE * 37)
    .default(''),
});

type Typed = Readonly<Record<string, string>>;
type Chosen = { Body: Record<string, string> & { ids?: string | string[] } };

/** Several incoming documents at once: accepted, completed, handed over, printed. */
export const bulkRoutes: ConsoleRoutes = (app, context) => {
  app.post<Chosen>('/inbox/bulk', (request, reply) => act(context, request, reply));
  app.post<Chosen>('/inbox/print', async (request, reply) => {
    const ids = chosenIn(request.body.ids);
    if (ids.length > 0)
      return reply.redirect(`${BASE}/inbox/print?${new URLSearchParams({ ids: ids.join(',') })}`, 303);
    const { view, agency } = FORM.parse(request.body);
    return showInbox(context, request, reply, { view, agency }, nothingSelected(request));
  });
  app.get('/inbox/print', (request, reply) => print(context, request, reply));
};

/** One part of it. Nothing is lost where a browser or the hub stops in between: what was reported is, the rest is not. */
async function act(
  context: ConsoleContext,
  request: FastifyRequest<Chosen>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db } = context.hub.database;
  const language = languageOf(request);
  const typed = request.body as Typed;
  const form = FORM.parse(request.body);
  const { view, agency } = form;
  const chosen = chosenIn(request.body.ids);
  if (chosen.length === 0) {
    return showInbox(context, request, reply, { view, agency }, nothingSelected(request));
  }
  const read = ACTS[form.act](typed, vietnamDay(await transactionTime(db)));
  if ('wrong' in read) {
    const wrong = Object.fromEntries(Object.entries(read.wrong).map(([field, key]) => [field, wordOf(key, language)]));
    return showInbox(context, request, reply.code(422), { view, agency }, { wrong, typed, chosen: new Set(chosen) });
  }
  const part = await reportInTime(context, request, chosen, read.report);
  const left = [...chosenIn(form.left.split(',')), ...part.left];
  const done = form.done + part.done;
  if (part.next.length > 0) {
    const total = done + left.length + part.next.length;
    const carried = { ...typed, act: form.act, view, agency, done: String(done), left: left.join(',') };
    const data = { place: 'inbox', carried, next: part.next, done: done + left.length, total };
    return show(request, reply, 'bulk', wordOf('bulkRunning', language), data);
  }
  // An address of its own: whoever opens a document from there and goes back is asked nothing.
  const facts = {
    view,
    ...(agency && { agency }),
    act: form.act,
    done: String(done),
    ...(left.length > 0 && { failed: String(left.length), left: left.slice(0, MOST_NAMED).join(',') }),
  };
  return reply.redirect(`${BASE}/inbox?${new URLSearchParams(facts)}`, 303);
}

function nothingSelected(request: FastifyRequest) {
  return { failed: [wordOf('nothingSelected', languageOf(request))] };
}

function chosenIn(ids: string | readonly string[] = []): string[] {
  return [...new Set([ids].flat())].filter(isId).slice(0, MOST_AT_ONCE);
}

/** Reports one after the other, at least one, until the time of a part is over; `left` could not be reported. */
async function reportInTime(
  context: ConsoleContext,
  request: FastifyRequest,
  ids: readonly string[],
  report: Report,
): Promise<{ done: number; left: string[]; next: readonly string[] }> {
  const { clock } = context.hub;
  const end = clock.monotonic() + PART_MS;
  const left: string[] = [];
  let next = 0;
  do {
    const id = ids[next]!;
    if (!(await reportOne(context, request, id, report))) left.push(id);
    next += 1;
  } while (next < ids.length && clock.monotonic() < end);
  return { done: next - left.length, left, next: ids.slice(next) };
}

/** Whether it was reported; whatever stops one lets the others go on. */
async function reportOne(context: ConsoleContext, request: FastifyRequest, id: string, report: Report) {
  try {
    const delivery = await seeOwn(context, request, 'status.report', id);
    if (!allows(delivery, report.code)) return false;
    const answer = await reportFor(context.hub, sessionOf(request).person, delivery, report);
    return answer.state !== 'rejected';
  } catch (error) {
    if (isHubError(error)) return false;
    throw error;
  }
}

/** The facts of several documents on paper, and their files as one list. What was never opened shows no file. */
async function print(context: ConsoleContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const language = languageOf(request);
  const { principal } = sessionOf(request).person;
  const { ids } = readQuery(request, PRINTED);
  const seen = await seeDeliveries(hub, principal, 'document.read', chosenIn(ids.split(',')));
  const deliveries = seen.filter(isInReach);
  if (deliveries.length === 0) return showInbox(context, request, reply, {}, nothingSelected(request));
  const documentIds = deliveries.map((one) => one.documentId);
  const [documents, files, numbers] = await Promise.all([
    findDocuments(db, documentIds),
    listAttachmentsOf(db, documentIds),
    arrivalNumbers(
      db,
      deliveries.map((one) => one.leadId),
    ),
  ]);
  const agencies = await findAgencies(db, [
    ...[...documents.values()].map((one) => one.senderId),
    ...deliveries.flatMap((one) => one.agencyId ?? []),
  ]);
  return show(request, reply, 'print', wordOf('printTitle', language), {
    place: 'inbox',
    rows: deliveries.flatMap((delivery) => {
      const document = documents.get(delivery.documentId);
      if (document?.header.kind !== 'document') return [];
      return {
        delivery,
        document,
        ...factsOf(document, language),
        number: numbers.get(delivery.leadId) ?? null,
        senderName: agencies.get(document.senderId)?.name ?? '–',
        recipientName: agencies.get(delivery.agencyId ?? '')?.name ?? delivery.addressedCode,
        files: hasContent(delivery)
          ? (files.get(document.id) ?? []).map((file) => ({ ...file, view: viewOf(file) }))
          : null,
      };
    }),
  });
}

function hasContent(delivery: Delivery): boolean {
  const closed = delivery.recallState === 'confirmed' || delivery.recallState === 'withdrawn';
  return !closed && !opensByReading(delivery);
}
