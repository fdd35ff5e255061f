import type { FastifyReply, FastifyRequest } from 'fastify';
import { addFile, type DraftFile, listFiles, putFirst, removeFile, saveFields } from '../../compose/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { actOn, fileMeans, type OwnDraft, ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { sendFile } from '../files.ts';
import { checkCsrf } from '../guard.ts';
import { change } from './compose.ts';

type OfDraft = { Params: { id: string }; Body: Record<string, string> };
type OfFile = { Params: { id: string; n: string } };

/** Longest field beside a file; `saveFields` cuts what is longer. */
const FIELD_BYTES = 16_384;
const MOST_FIELDS = 100;
const POSITION = /^\d{1,3}$/;

/** The files of a draft: taken as they come, looked into at once. */
export const composeFileRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.post<OfDraft>('/compose/:id/files', { config: { streamed: true } }, (request, reply) =>
    upload(context, request, reply),
  );

  /** The same file with its signature takes the place of the one without. */
  app.post<OfFile>('/compose/:id/files/:n/signed', { config: { streamed: true } }, (request, reply) =>
    upload(context, request, reply, request.params.n),
  );

  app.post<OfDraft>('/compose/:id/files/remove', (request, reply) =>
    change(context, request, reply, async (own) => {
      const { position } = await fileOf(context, own, request.body.file);
      await db.transaction((tx) => removeFile(tx, own.draft.id, position));
      return toFiles(reply, own);
    }),
  );

  app.post<OfDraft>('/compose/:id/files/first', (request, reply) =>
    change(context, request, reply, async (own) => {
      const { position } = await fileOf(context, own, request.body.file);
      await db.transaction((tx) => putFirst(tx, own.draft.id, position));
      return toFiles(reply, own);
    }),
  );

  app.get<OfFile>('/compose/:id/files/:n', async (request, reply) => {
    const file = await fileOf(context, await ownDraft(context, request), request.params.n);
    const { id, name, mediaType, size } = file;
    return sendFile(reply, { name, mediaType, size, open: () => hub.blobs.open(id) }, 'attachment');
  });
};

/** Fields come before the file and are kept with it: the form is believed before a byte of the file is read. */
async function upload(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  replaces?: string,
): Promise<FastifyReply> {
  const own = await ownDraft(context, request);
  const { hub } = context;
  const fields: Record<string, string> = {};
  const limits = { files: 1, fields: MOST_FIELDS, fieldSize: FIELD_BYTES, fileSize: hub.config.maxMessageBytes + 1 };
  return actOn(context, request, reply, own, async () => {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value);
        continue;
      }
      checkCsrf(request, fields._csrf);
      const { draft } = own;
      if (fields.subject !== undefined) await hub.database.db.transaction((tx) => saveFields(tx, draft.id, fields));
      if (part.filename === '') {
        part.file.resume();
        continue;
      }
      const position = replaces === undefined ? undefined : (await fileOf(context, own, replaces)).position;
      await addFile(fileMeans(hub), draft, {
        name: part.filename,
        body: part.file,
        ...(position !== undefined && { replaces: position }),
      });
    }
    checkCsrf(request, fields._csrf);
    return toFiles(reply, own);
  });
}

/** @throws PAGE_UNKNOWN */
async function fileOf({ hub }: ConsoleContext, { draft }: OwnDraft, n: string | undefined): Promise<DraftFile> {
  const files = POSITION.test(n ?? '') ? await listFiles(hub.database.db, draft.id) : [];
  const file = files.find((one) => one.position === Number(n));
  if (!file) throw consoleError('PAGE_UNKNOWN');
  return file;
}

function toFiles(reply: FastifyReply, { draft }: OwnDraft): FastifyReply {
  return reply.redirect(`${BASE}/compose/${draft.id}#files`, 303);
}
