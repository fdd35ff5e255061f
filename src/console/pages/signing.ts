import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOfPerson } from '../../accounts/index.ts';
import { fileMeans } from '../../acts/draft-files.ts';
import {
  addFile,
  type Draft,
  type DraftFile,
  findDraft,
  isPdfFile,
  listFiles,
  notationOf,
  writeNumber,
} from '../../compose/index.ts';
import { record } from '../../evidence/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { heldOutgoingNumber } from '../../register/index.ts';
import { may } from '../../registry/index.ts';
import {
  issueTicket,
  OPERATIONS,
  type Operation,
  readTicket,
  signingRequest,
  spendTicket,
  type Ticket,
  uploadAnswer,
} from '../../signing/index.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { ownDraft } from '../drafts.ts';
import { consoleError } from '../errors.ts';
import { sendFile } from '../files.ts';

type OfFile = { Params: { id: string; n: string }; Body: { operation?: string } };
type OfTicket = { Params: { ticket: string } };

/** What the page passes to the signing service on the same machine. */
export const signingRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.post<OfFile>('/compose/:id/files/:n/sign', async (request, reply) => {
    const { draft, sender } = await ownDraft(context, request);
    const { accountId, principal } = sessionOf(request).person;
    const file = (await listFiles(db, draft.id)).find((one) => String(one.position) === request.params.n);
    const operation = request.body.operation ?? '';
    if (!file || !isPdfFile(file) || !Object.hasOwn(OPERATIONS, operation)) throw consoleError('PAGE_UNKNOWN');
    const ticket = { accountId, draftId: draft.id, fileId: file.id, actor: principal.actor };
    const token = await db.transaction((tx) => issueTicket(tx, ticket));
    const held = await heldOutgoingNumber(db, draft.id);
    const target = `${BASE}/signing/${token}`;
    const message = signingRequest(operation as Operation, {
      source: `${target}/${encodeURIComponent(file.name)}`,
      target,
      number: held ? writeNumber(held.number) : (draft.fields.number ?? ''),
      notation: notationOf(draft.fields, sender),
    });
    return reply.send({ operation: OPERATIONS[operation as Operation], message });
  });
};

/** What the service asks for, which has no session: the ticket says which file, and nothing else is reached by it. */
export const signServiceRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get<{ Params: { ticket: string; name: string } }>('/signing/:ticket/:name', async (request, reply) => {
    const { file } = await fileOf(context, await readTicket(db, request.params.ticket));
    const { id, name, mediaType, size } = file;
    return sendFile(reply, { name, mediaType, size, open: () => hub.blobs.open(id) }, 'attachment');
  });

  app.post<OfTicket>('/signing/:ticket', (request, reply) => take(context, request, reply));
};

/** The signed file takes the place of the unsigned one. A refusal is answered with 200, or the person never reads it. */
async function take(
  context: ConsoleContext,
  request: FastifyRequest<OfTicket>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hub } = context;
  const { db } = hub.database;
  const { ticket: token } = request.params;
  const ticket = await readTicket(db, token).catch((error: unknown) => error);
  if (isHubError(ticket)) return reply.send(uploadAnswer('', `${ticket.title('vi')} ${ticket.fix('vi')}`));
  const { actor } = ticket as Ticket;
  try {
    const { draft, file } = await fileOf(context, ticket as Ticket);
    const limits = { files: 1, fields: 10, fieldSize: 1_000, fileSize: hub.config.maxMessageBytes + 1 };
    const part = await request.file({ limits });
    if (!part) throw consoleError('FORM_UNREADABLE');
    await addFile(fileMeans(hub), draft, { name: file.name, body: part.file, replaces: file.id });
    await db.transaction(async (tx) => {
      await spendTicket(tx, token);
      await record(tx, [{ type: 'draft.signed', actor, agencyId: draft.agencyId, data: { file: file.name } }]);
    });
    return reply.send(uploadAnswer(file.name));
  } catch (error) {
    if (!isHubError(error)) throw error;
    await db.transaction((tx) => record(tx, [{ type: 'draft.not-signed', actor, data: { code: error.code } }]));
    return reply.send(uploadAnswer('', `${error.title('vi')} ${error.fix('vi')}`));
  }
}

/** The file as it is today, if its writer may still send for the agency. @throws PAGE_UNKNOWN */
async function fileOf(
  { hub }: ConsoleContext,
  { accountId, draftId, fileId, actor }: Ticket,
): Promise<{ draft: Draft; file: DraftFile }> {
  const { db } = hub.database;
  const [draft, principal] = await Promise.all([findDraft(db, accountId, draftId), principalOfPerson(db, actor)]);
  const file = draft && (await listFiles(db, draft.id)).find((one) => one.id === fileId);
  if (!file || !principal || !may(principal, 'document.send', { senderId: draft.agencyId })) {
    throw consoleError('PAGE_UNKNOWN');
  }
  return { draft, file };
}
