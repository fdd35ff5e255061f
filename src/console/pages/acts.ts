import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecallAnswer } from '../../acts/answer-recall.ts';
import type { Delivery } from '../../delivery/index.ts';
import { STATUS_WORDS, type StatusCode } from '../../edxml/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { statusesAbout } from '../../intake/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import { answerRecallFor, reportFor } from '../acts.ts';
import { type ReadReport, readAssignmentForm } from '../assignment.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf } from '../render.ts';
import { pick, RETURN_REASONS, type ReturnReason, wordOf } from '../words.ts';
import { seeOwn, showDelivery } from './document.ts';

type Act = { Params: { id: string }; Body: Record<string, string> };
/** What a form asks to be reported or answered, or what is wrong with it, by field. */
type Read = ReadReport | { readonly recall: RecallAnswer };

/** The buttons of an incoming document; each is a status that travels to the sender. */
const ACTS: Readonly<Record<string, (body: Record<string, string>, today: string) => Read>> = {
  accept: () => ({ report: { code: '03' } }),
  complete: () => ({ report: { code: '06' } }),
  recall: () => ({ recall: { decision: 'confirm' } }),
  keep: ({ text = '' }) => ({ recall: { decision: 'refuse', description: text.trim() || undefined } }),
  return: readReturn,
  assign: readAssignmentForm,
};

export const actRoutes: ConsoleRoutes = (app, context) => {
  for (const [name, read] of Object.entries(ACTS)) {
    app.post<Act>(`/inbox/:id/${name}`, (request, reply) => act(context, request, reply, read));
  }
};

async function act(
  context: ConsoleContext,
  request: FastifyRequest<Act>,
  reply: FastifyReply,
  read: (body: Record<string, string>, today: string) => Read,
): Promise<FastifyReply> {
  const { hub } = context;
  const { person } = sessionOf(request);
  const language = languageOf(request);
  const typed = request.body;
  const delivery = await seeOwn(context, request, 'status.report', request.params.id);
  // Two clerks at one document: the second is told what the first has done, and nothing is reported twice.
  if (typed.seen !== `${delivery.businessCode ?? ''}/${delivery.recallState ?? ''}`) {
    const bad = await whoWasFirst(context, delivery, request);
    return showDelivery(context, request, reply.code(409), delivery.id, { bad, typed });
  }
  const form = read(typed, vietnamDay(await transactionTime(hub.database.db)));
  if ('wrong' in form) {
    const wrong = Object.fromEntries(Object.entries(form.wrong).map(([field, key]) => [field, wordOf(key, language)]));
    return showDelivery(context, request, reply.code(422), delivery.id, { wrong, typed });
  }
  try {
    const answer =
      'report' in form
        ? await reportFor(hub, person, delivery, form.report)
        : await answerRecallFor(hub, person, delivery, form.recall);
    if (answer.state === 'rejected') throw answer.error;
    const told = answer.state === 'parked' ? 'waiting' : codeOf(form);
    return reply.redirect(`${BASE}/inbox/${delivery.id}?told=${told}`, 303);
  } catch (error) {
    if (!isHubError(error)) throw error;
    const overtaken = error.code === 'STATUS_OVERTAKEN';
    const bad = overtaken
      ? await whoWasFirst(context, delivery, request)
      : `${error.title(language)} ${error.fix(language)}`;
    return showDelivery(context, request, reply.code(error.spec.status), delivery.id, { bad, typed });
  }
}

function codeOf(form: Exclude<Read, { wrong: unknown }>): string {
  if ('report' in form) return form.report.code;
  return form.recall.decision === 'confirm' ? '15' : '16';
}

/** What is told to whoever comes second. */
export async function whoWasFirst(
  { hub }: ConsoleContext,
  delivery: Delivery,
  request: FastifyRequest,
): Promise<string> {
  const language = languageOf(request);
  const own = [delivery.agencyId, delivery.handoverId];
  const statuses = await statusesAbout(hub.database.db, delivery.documentId);
  const last = statuses.filter((one) => own.includes(one.senderId)).at(-1);
  const header = last?.header.kind === 'status' ? last.header : null;
  const code = (last?.statusCode ?? delivery.businessCode ?? '01') as StatusCode;
  return wordOf('already', language, {
    who: header?.staff?.staff ?? wordOf('somebody', language),
    status: STATUS_WORDS[code][language],
  });
}

/** 02 with its reason in the law's words (NĐ 30/2020 Art 21(2)(b)); "other" needs a sentence. */
function readReturn({ reason = '', text = '' }: Record<string, string>): ReadReport {
  if (!Object.hasOwn(RETURN_REASONS, reason)) return { wrong: { reason: 'reasonNeeded' } };
  if (reason === 'other' && text.trim() === '') return { wrong: { text: 'returnTextNeeded' } };
  // The message goes to another agency, whose clerk reads Vietnamese.
  const words = reason === 'other' ? [] : [pick(RETURN_REASONS[reason as ReturnReason], 'vi')];
  return { report: { code: '02', description: [...words, text.trim()].filter(Boolean).join('. ') } };
}
