import { z } from 'zod';
import { settleDraft } from '../../acts/send-draft.ts';
import {
  addRecipients,
  checkFields,
  createDraft,
  type DraftState,
  deleteDraft,
  holdOpen,
  listDrafts,
  numberSeriesOf,
  saveTyping,
  todayOf,
} from '../../compose/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { takeOutgoingNumber } from '../../register/index.ts';
import { findAgencies, may } from '../../registry/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { hintsOf, showDraft } from '../draft-page.ts';
import { actOn, change, ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { problemWords } from '../problems.ts';
import { oneOf, readQuery, text, whole } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';
import { answeredBy } from './compose-answers.ts';
import { toSent } from './compose-send.ts';

type OfDraft = { Params: { id: string }; Body: Record<string, string> };

const STATES: Readonly<Record<DraftState, WordKey>> = {
  open: 'draftOpen',
  sending: 'draftSending',
  waiting: 'draftWaiting',
  sent: 'sentAt',
};
const TOLD: Readonly<Record<string, WordKey>> = { saved: 'saved', group: 'groupSaved' };

const PAGE = z.object({ told: text.default('') });
const LIST = z.object({ told: oneOf(['', 'forwarded']) });
/** Of the page that sends it; none is of no version. */
const VERSION = whole.catch(-1);

/** Soạn văn bản: what a person writes for his agency, kept until it is sent. */
export const composeRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get('/compose', async (request, reply) => {
    const { accountId, principal } = sessionOf(request).person;
    const { told } = readQuery(request, LIST);
    // Of an agency that he no longer works for he sees nothing until he does again.
    const drafts = (await listDrafts(db, accountId)).filter((one) =>
      may(principal, 'document.send', { senderId: one.agencyId }),
    );
    const agencies = await findAgencies(
      db,
      drafts.map((one) => one.agencyId),
    );
    return show(request, reply, 'compose', wordOf('compose', languageOf(request)), {
      place: 'compose',
      rows: drafts.map((draft) => ({ draft, agency: agencies.get(draft.agencyId)!.name, state: STATES[draft.state] })),
      days: hub.config.draftDays,
      told: told === '' ? '' : wordOf('draftsForwarded', languageOf(request)),
    });
  });

  app.post<{ Body: { agency?: string; answer?: string } }>('/compose', async (request, reply) => {
    const { agency: code, answer } = request.body;
    const { person } = sessionOf(request);
    const answered = answer ? await answeredBy(context, request, answer) : null;
    const own = code === undefined ? request.agencies[0] : request.agencies.find((one) => one.code === code);
    const agencyId = answered?.ownId ?? own?.id;
    if (!agencyId || !may(person.principal, 'document.send', { senderId: agencyId })) {
      throw consoleError('PAGE_UNKNOWN');
    }
    const id = await db.transaction(async (tx) => {
      const today = todayOf(await transactionTime(tx));
      const made = { accountId: person.accountId, agencyId, answers: answered?.answers ?? null, today };
      const draftId = await createDraft(tx, made);
      if (answered) {
        const recipient = { agencyId: answered.senderId, purpose: 'action' as const };
        await addRecipients(tx, draftId, [recipient], hub.config.maxRecipients);
      }
      return draftId;
    });
    return reply.redirect(`${BASE}/compose/${id}`, 303);
  });

  app.get<OfDraft>('/compose/:id', async (request, reply) => {
    const own = await ownDraft(context, request);
    const settled = own.draft.documentId === null ? await settleDraft(hub, sessionOf(request).person, own.draft) : null;
    const documentId = own.draft.documentId ?? (settled?.state === 'sent' ? settled.documentId : null);
    if (documentId !== null) return toSent(reply, documentId);
    const { told: key } = readQuery(request, PAGE);
    const told = TOLD[key];
    return showDraft(context, request, reply, own, {
      good: told ? wordOf(told, languageOf(request)) : '',
      bad: settled?.state === 'refused' ? settled.error : null,
    });
  });

  app.post<OfDraft>('/compose/:id/check', async (request, reply) => {
    const { draft, sender } = await ownDraft(context, request);
    const language = languageOf(request);
    const version = VERSION.parse(request.body.version);
    const fields = await db.transaction((tx) => saveTyping(tx, { id: draft.id, version }, request.body));
    const found = checkFields(fields, todayOf(await transactionTime(db)));
    // What is still empty is not wrong yet.
    const typed = Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== 'missing'));
    const hints = await hintsOf(db, { ...draft, fields }, sender, language);
    return show(request, reply, 'compose-checks', '', { wrong: problemWords(typed, language), hints });
  });

  app.post<OfDraft>('/compose/:id/save', (request, reply) =>
    change(context, request, reply, async ({ draft }) => {
      return reply.redirect(`${BASE}/compose/${draft.id}?told=saved`, 303);
    }),
  );

  app.post<OfDraft>('/compose/:id/number', (request, reply) =>
    change(context, request, reply, async ({ draft, sender }) => {
      const { actor } = sessionOf(request).person.principal;
      const { fields } = draft;
      const { number } = checkFields(fields, '9999-12-31');
      if (number) return showDraft(context, request, reply, { draft, sender }, { problems: { number } });
      await db.transaction(async (tx) => {
        await holdOpen(tx, draft.id);
        const series = numberSeriesOf(fields, sender, todayOf(await transactionTime(tx)));
        const asked = fields.number ? Number(fields.number) : undefined;
        await takeOutgoingNumber(tx, { ...series, holderId: draft.id, asked, actor });
      });
      return reply.redirect(`${BASE}/compose/${draft.id}#about`, 303);
    }),
  );

  app.post<OfDraft>('/compose/:id/delete', async (request, reply) => {
    const own = await ownDraft(context, request);
    return actOn(context, request, reply, own, async () => {
      await db.transaction((tx) => deleteDraft(tx, own.draft.id));
      return reply.redirect(`${BASE}/compose`, 303);
    });
  });
};
