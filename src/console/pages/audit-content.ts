import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditErrors, findLook, openLook, readReason } from '../../audit/index.ts';
import { type AttachmentRow, type DocumentRow, findSubmission, listAttachments } from '../../intake/index.ts';
import { openContent, openStoredAttachment } from '../../journey/content.ts';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { consoleError } from '../errors.ts';
import { kindOf, PDF, sendFile, viewOf } from '../files.ts';
import { VIEWER_POLICY } from '../guard.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { note, seeAs, showAudited } from './audit-document.ts';

type OfLook = { Params: { id: string; look: string } };
type OfFile = { Params: { id: string; look: string; n: string } };
const SAVE = z.object({ save: text.optional() });

/** Content, opened for a reason that the agencies of the document can read, and for a while. */
export const auditContentRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.post<{ Params: { id: string }; Body: { reason?: string } }>('/audit/:id/looks', async (request, reply) => {
    const { id } = request.params;
    const { accountId, principal } = sessionOf(request).person;
    try {
      const reason = readReason(request.body.reason);
      const { document } = await seeAs(context, request, id, reason);
      const look = await db.transaction((tx) => openLook(tx, { accountId, principal }, document.id, reason));
      return reply.redirect(`${BASE}/audit/${document.id}/looks/${look}`, 303);
    } catch (error) {
      if (!isHubError(error) || !Object.hasOwn(auditErrors, error.code)) throw error;
      const language = languageOf(request);
      const wrong = `${error.title(language)} ${error.fix(language)}`;
      const typed = { wrong, reason: String(request.body.reason ?? '') };
      return showAudited(context, request, reply.code(error.spec.status), id, typed);
    }
  });

  app.get<OfLook>('/audit/:id/looks/:look', async (request, reply) => {
    const { document, look } = await seeOpened(context, request);
    const rows = await listAttachments(db, document.id);
    const submission = await findSubmission(db, document.submissionId);
    return show(request, reply, 'audit-content', wordOf('contentOf', languageOf(request)), {
      place: 'audit',
      document,
      look,
      isKept: submission?.hasBytes === true,
      files: rows.map((row) => ({ ...row, view: viewOf(row) })),
    });
  });

  app.get<OfLook>('/audit/:id/looks/:look/package', async (request, reply) => {
    const { document } = await seeOpened(context, request);
    const content = await openContent(db, hub.blobs, document, 'inlined');
    if (!content) throw consoleError('PAGE_UNKNOWN');
    await note(context, request, document, 'audit.content-read', { file: '.edxml' });
    return sendFile(reply, { ...content, name: `${document.documentUid}.edxml` }, 'attachment');
  });

  app.get<OfFile>('/audit/:id/looks/:look/view/:n', async (request, reply) => {
    const { document, look } = await seeOpened(context, request);
    const row = await fileOf(context, document, request.params.n);
    if (kindOf(row) !== PDF) throw consoleError('PAGE_UNKNOWN');
    reply.header('content-security-policy', VIEWER_POLICY);
    const back = `${BASE}/audit/${document.id}/looks/${look.id}`;
    return show(request, reply, 'view-pdf', row.name, { place: 'audit', back, file: `${back}/files/${row.position}` });
  });

  app.get<OfFile>('/audit/:id/looks/:look/files/:n', async (request, reply) => {
    const { document } = await seeOpened(context, request);
    const row = await fileOf(context, document, request.params.n);
    await note(context, request, document, 'audit.content-read', { file: row.position + 1 });
    const { name, mediaType } = row;
    const file = { name, mediaType, open: () => openStoredAttachment(hub.blobs, document, row, row.zipped) };
    return sendFile(reply, file, readQuery(request, SAVE).save === undefined ? 'inline' : 'attachment');
  });
};

/** Asked at every file: the look is still open, and the mandate still reaches the document. @throws LOOK_OVER, NOT_FOUND */
async function seeOpened(context: ConsoleContext, request: FastifyRequest<OfLook>) {
  const { id, look: lookId } = request.params;
  const { accountId } = sessionOf(request).person;
  const { document } = await seeAs(context, request, id);
  const look = await findLook(context.hub.database.db, accountId, document.id, lookId).catch(async (error) => {
    await note(context, request, document, 'audit.refused', { what: document.documentUid, code: 'LOOK_OVER' });
    throw error;
  });
  await seeAs(context, request, id, look.reason);
  return { document, look };
}

async function fileOf({ hub }: ConsoleContext, document: DocumentRow, n: string): Promise<AttachmentRow> {
  const submission = await findSubmission(hub.database.db, document.submissionId);
  const rows = await listAttachments(hub.database.db, document.id);
  const row = rows.find((one) => String(one.position) === n);
  if (!row || !submission?.hasBytes) throw consoleError('PAGE_UNKNOWN');
  return row;
}
