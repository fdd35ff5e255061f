import type { FastifyReply, FastifyRequest } from 'fastify';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import type { Db } from '../../platform/database.ts';
import { isHubError } from '../../platform/errors.ts';
import { enterIncoming, enterOutgoing, sameIncoming, sameOutgoing } from '../../register/index.ts';
import type { Agency } from '../../registry/index.ts';
import { PAPER_INCOMING, PAPER_OUTGOING, type ReadForm, readForm } from '../book-fields.ts';
import { agencyOf, askedAgency } from '../book-period.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

type Form = { Body: Record<string, string> };
type Values = ReadForm['values'];
type Wrong = Readonly<Record<string, WordKey>>;

/** Paper documents, entered by hand into the same series of numbers as electronic ones (Điều 15, Điều 22). */
const PAPER = {
  incoming: { fields: PAPER_INCOMING, title: 'enterIncoming', first: 'arrivedOn' },
  outgoing: { fields: PAPER_OUTGOING, title: 'enterOutgoing', first: 'issuedOn' },
} as const;
type Side = keyof typeof PAPER;

export const paperRoutes: ConsoleRoutes = (app, context) => {
  for (const side of Object.keys(PAPER) as Side[]) {
    app.get<Form>(`/register/${side}/new`, async (request, reply) => {
      const agency = askedAgency(request, 'register.keep');
      return showPaper(request, reply, side, agency, { values: { [PAPER[side].first]: await today(context) } });
    });
    app.post<Form>(`/register/${side}/new`, (request, reply) => enter(context, request, reply, side));
  }
};

async function enter(
  context: ConsoleContext,
  request: FastifyRequest<Form>,
  reply: FastifyReply,
  side: Side,
): Promise<FastifyReply> {
  const { hub } = context;
  const typed = request.body;
  const agency = agencyOf(request, 'register.keep', typed.agency);
  const { values, wrong } = readForm(PAPER[side].fields, typed);
  const day = await today(context);
  const problems: Wrong = { ...(side === 'incoming' ? incomingProblems : outgoingProblems)(values, day), ...wrong };
  if (Object.keys(problems).length > 0) {
    return showPaper(request, reply.code(422), side, agency, { values, wrong: problems });
  }
  const { actor } = sessionOf(request).person.principal;
  const { db } = hub.database;
  const same = typed.same === 'yes' ? null : await sameIn(db, side, agency.id, values);
  if (same !== null) return showPaper(request, reply.code(409), side, agency, { values, same });
  if (side === 'incoming') {
    const { id } = await db.transaction((tx) => enterIncoming(tx, agency.id, incomingOf(values), actor));
    return reply.redirect(`${BASE}/register/incoming/${id}`, 303);
  }
  try {
    const { id } = await db.transaction((tx) => enterOutgoing(tx, agency.id, outgoingOf(values), actor));
    return reply.redirect(`${BASE}/register/outgoing/${id}`, 303);
  } catch (error) {
    if (!isHubError(error)) throw error;
    const language = languageOf(request);
    const bad = `${error.title(language)} ${error.fix(language)}`;
    return showPaper(request, reply.code(error.spec.status), side, agency, { values, bad });
  }
}

/** The number of a line that says the same: a second click, an answer that was lost. A number that was typed is taken once. */
async function sameIn(db: Db, side: Side, agencyId: string, values: Values): Promise<number | string | null> {
  if (side === 'outgoing')
    return values.number ? null : ((await sameOutgoing(db, agencyId, outgoingOf(values)))?.code ?? null);
  if (!values.code) return null;
  return (await sameIncoming(db, agencyId, values.author!, values.code))?.number ?? null;
}

/** What came in lately: a number of an earlier book is not given any more. */
function incomingProblems({ arrivedOn = '', issuedOn = '' }: Values, today: string): Wrong {
  const oldest = Number(today.slice(0, 4)) - 1;
  return {
    ...(arrivedOn > today && { arrivedOn: 'fieldInFuture' as const }),
    ...(Number(arrivedOn.slice(0, 4)) < oldest && { arrivedOn: 'fieldTooOld' as const }),
    ...(issuedOn > today && { issuedOn: 'fieldInFuture' as const }),
  };
}

function outgoingProblems({ notation = '', issuedOn = '' }: Values, today: string): Wrong {
  return {
    ...(issuedOn > today && { issuedOn: 'fieldInFuture' as const }),
    ...(/[\s,]|^\//.test(notation) && { notation: 'notationWrong' as const }),
  };
}

function incomingOf(values: Values) {
  const { arrivedOn = '', author = '', code = '', issuedOn, kind = '', summary = '', dueOn, remark = '' } = values;
  return { arrivedOn, author, code, issuedOn: issuedOn || null, kind, summary, dueOn: dueOn || null, remark };
}

function outgoingOf(values: Values) {
  const { notation = '', issuedOn = '', kind = '', summary = '', signer = '', recipients = '' } = values;
  const count = (name: string) => (values[name] ? Number(values[name]) : null);
  return {
    number: count('number') ?? undefined,
    notation,
    issuedOn,
    kind,
    summary,
    signer,
    recipients,
    keptBy: values.keptBy ?? '',
    copies: count('copies'),
    forwardedOn: values.forwardedOn || null,
    envelopes: count('envelopes'),
    remark: values.remark ?? '',
  };
}

function showPaper(
  request: FastifyRequest,
  reply: FastifyReply,
  side: Side,
  agency: Agency,
  told: { values: Values; wrong?: Wrong; bad?: string; same?: number | string },
): FastifyReply {
  const { fields, title } = PAPER[side];
  return show(request, reply, 'register-paper', wordOf(title, languageOf(request)), {
    place: 'register',
    side,
    agency,
    fields,
    heading: title,
    wrong: {},
    bad: '',
    same: null,
    ...told,
  });
}

async function today({ hub }: ConsoleContext): Promise<string> {
  return vietnamDay(await transactionTime(hub.database.db));
}
