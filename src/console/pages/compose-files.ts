import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileMeans } from '../../acts/draft-files.ts';
import {
  addFile,
  type Draft,
  type DraftFile,
  listFiles,
  putFirst,
  removeFile,
  saveFields,
} from '../../compose/index.ts';
import { record } from '../../evidence/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readField } from '../days.ts';
import { actOn, change, type OwnDraft, ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { sendFile } from '../files.ts';
import { checkCsrf } from '../guard.ts';

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

/**
 * The form is believed before a byte of its file is read. What was typed is kept, also when the file is not taken: fields
 * that come behind it are read with it, or stay as they were kept before.
 */
async function upload(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  replaces?: string,
): Promise<FastifyReply> {
  const own = await ownDraft(context, request);
  const { hub } = context;
  const { draft } = own;
  const fields: Record<string, string> = {};
  const keep = async (typed: Readonly<Record<string, string>>) => {
    if (fields.subject !== undefined) await hub.database.db.transaction((tx) => saveFields(tx, draft.id, typed));
  };
  const limits = { files: 1, fields: MOST_FIELDS, fieldSize: FIELD_BYTES, fileSize: hub.config.maxMessageBytes + 1 };
  return actOn(context, request, reply, own, async () => {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        fields[part.fieldname] = readField(part.fieldname, String(part.value));
        continue;
      }
      checkCsrf(request, fields._csrf);
      await keep({ ...draft.fields, ...fields });
      if (part.filename === '') {
        part.file.resume();
        continue;
      }
      const replaced = replaces === undefined ? undefined : await fileOf(context, own, replaces);
      const upload = { name: part.filename, body: part.file, ...(replaced && { replaces: replaced.id }) };
      await addFile(fileMeans(hub), draft, upload).catch((error) => recordRefusal(context, request, draft, error));
    }
    checkCsrf(request, fields._csrf);
    await keep(fields);
    return toFiles(reply, own);
  });
}

/** A file that is not taken leaves a line: who, for which agency, and why; nothing of the file. */
async function recordRefusal(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  { agencyId }: Draft,
  error: unknown,
): Promise<never> {
  if (isHubError(error)) {
    const { actor } = sessionOf(request).person.principal;
    const refused = { type: 'draft.file-refused', actor, agencyId, data: { code: error.code } } as const;
    await hub.database.db.transaction((tx) => record(tx, [refused]));
  }
  throw error;
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
