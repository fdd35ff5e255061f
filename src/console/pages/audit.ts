import { z } from 'zod';
import { readDeliveries } from '../../answer.ts';
import { SCREEN_WORDS } from '../../delivery/index.ts';
import { reportOfDocument } from '../../document-report.ts';
import { record, sentenceOf } from '../../evidence/index.ts';
import { documentsByAnyUid } from '../../intake/index.ts';
import { findAgencies } from '../../registry/index.ts';
import { onlyMandated, seeAsAuditor } from '../../see.ts';
import { type ConsoleRoutes, sessionOf } from '../context.ts';
import { signaturesOf, stepsOf } from '../describe.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

/** Recipients and steps on one page; a document may have 5,000 recipients, and a page at most 200 KB. */
const LINES = 200;
const QUERY = z.object({ uid: text.default('') });

/** What an auditor looks at: metadata within his mandate. Each look is recorded before it is answered. */
export const auditRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/audit', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const uid = readQuery(request, QUERY).uid.trim();
    const rows = uid === '' ? [] : await onlyMandated(hub, principal, await documentsByAnyUid(db, uid));
    if (uid !== '') {
      const data = { terms: uid, found: rows.length };
      await db.transaction((tx) => record(tx, [{ type: 'audit.searched', actor: principal.actor, data }]));
    }
    const title = wordOf('audit', languageOf(request));
    return show(request, reply, 'audit', title, { place: 'audit', uid, rows });
  });

  app.get<{ Params: { id: string } }>('/audit/:id', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const language = languageOf(request);
    const { document } = await seeAsAuditor(hub, principal, request.params.id);
    const decision = principal.mandate?.decision ?? '';
    await db.transaction((tx) =>
      record(tx, [{ type: 'audit.viewed', actor: principal.actor, documentId: document.id, data: { decision } }]),
    );
    const [all, report, steps] = await Promise.all([
      readDeliveries(db, document.id),
      reportOfDocument(db, document),
      stepsOf(hub, document),
    ]);
    const recent = steps.slice(-LINES);
    const agencies = await findAgencies(db, [
      document.senderId,
      ...recent.flatMap((step) => (step.agencyId === null ? [] : [step.agencyId])),
    ]);
    return show(request, reply, 'audit-document', document.subject ?? document.documentUid, {
      place: 'audit',
      document,
      ...signaturesOf(document, report.words[language]),
      senderName: agencies.get(document.senderId)?.name ?? '–',
      total: all.length,
      recipients: all.slice(0, LINES).map((one) => ({ ...one, words: SCREEN_WORDS[one.word] })),
      steps: recent.map((step) => ({
        at: step.at,
        words: sentenceOf(step, language, agencies.get(step.agencyId ?? '')?.name ?? null),
      })),
    });
  });
};
