import { z } from 'zod';
import { notFound, seeDocument } from '../../acts/see.ts';
import type { Hub } from '../../hub.ts';
import { type DocumentRow, intakeError, listAttachments } from '../../intake/index.ts';
import { openContent, openStoredAttachment } from '../../journey/content.ts';
import { type Bytes, safeMediaType, sendBytes } from '../../platform/http/send-bytes.ts';
import { octets, type Routes } from '../context.ts';
import { octetProblems } from '../schemas.ts';

const tags = ['documents'];
export const contentQuery = z.object({
  form: z
    .enum(['stored', 'inline'])
    .default('stored')
    .describe('stored: byte for byte as handed in. inline: one XML file, attachments of a multipart package inside.'),
});
export const attachmentQuery = z.object({ unzip: z.enum(['0', '1']).default('0') });
export const contentAnswer = octets(
  'The package.',
  'application/edxml+xml',
  'multipart/related',
  'multipart/form-data',
);
export const attachmentAnswer = octets('The decoded octets.', 'application/octet-stream');

/** The sender's own bytes again; a recipient gets them through its inbox, where the hand-over is recorded. */
export const contentRoutes: Routes = (app, { hub }) => {
  app.get(
    '/documents/:id/content',
    {
      schema: {
        operationId: 'getContent',
        tags,
        summary: 'The bytes of a document that this system sent',
        params: z.object({ id: z.string() }),
        querystring: contentQuery,
        response: octetProblems,
      },
      config: { answer: contentAnswer },
    },
    async (request, reply) => {
      const document = await seeSent(hub, request.principal, request.params.id);
      return sendBytes(reply, await contentOf(hub, document, request.query.form));
    },
  );

  app.get(
    '/documents/:id/attachments/:n',
    {
      schema: {
        operationId: 'getAttachment',
        tags,
        summary: 'The octets of one attachment of a document that this system sent',
        params: z.object({ id: z.string(), n: z.string() }),
        querystring: attachmentQuery,
        response: octetProblems,
      },
      config: { answer: attachmentAnswer },
    },
    async (request, reply) => {
      const { id, n } = request.params;
      const document = await seeSent(hub, request.principal, id);
      return sendBytes(reply, await attachmentOf(hub, document, n, request.query.unzip === '1'));
    },
  );
};

async function seeSent(hub: Hub, principal: Parameters<typeof seeDocument>[1], id: string): Promise<DocumentRow> {
  const { document, side } = await seeDocument(hub, principal, 'document.content', id);
  if (side !== 'sender') throw notFound(id);
  return document;
}

/** @throws CONTENT_GONE once retention has removed the bytes */
export async function contentOf(hub: Hub, document: DocumentRow, form: 'stored' | 'inline'): Promise<Bytes> {
  const { db } = hub.database;
  const content = await openContent(db, hub.blobs, document, form === 'inline' ? 'inlined' : 'stored');
  if (!content) throw intakeError('CONTENT_GONE', { id: document.id });
  return { ...content, name: `${document.id}${content.mediaType.startsWith('multipart/') ? '.mime' : '.edxml'}` };
}

/** `n` counts from 0, in the order of the manifest. @throws NOT_FOUND, CONTENT_GONE, ATTACHMENT_NOT_ZIPPED */
export async function attachmentOf(hub: Hub, document: DocumentRow, n: string, unzip: boolean): Promise<Bytes> {
  const rows = await listAttachments(hub.database.db, document.id);
  const row = rows.find((one) => String(one.position) === n);
  if (!row) throw notFound(`${document.id}/attachments/${n}`);
  await contentOf(hub, document, 'stored');
  return {
    mediaType: safeMediaType(row.mediaType),
    name: row.name,
    open: () => openStoredAttachment(hub.blobs, document, row, unzip),
    size: unzip ? null : row.octets,
    sha256: unzip ? null : row.sha256.toString('hex'),
  };
}
