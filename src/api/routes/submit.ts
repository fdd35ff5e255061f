import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { intakeError } from '../../intake/index.ts';
import type { Answer } from '../../journey/answer.ts';
import { submit } from '../../pipeline.ts';
import { sendProblem } from '../../platform/http/problem.ts';
import { openUpload } from '../../platform/http/upload.ts';
import { octets, type Routes } from '../context.ts';
import { apiError } from '../errors.ts';
import { accepted, parked, problems } from '../schemas.ts';
import { viewAccepted, viewReason } from '../views.ts';

/** What a package may come as. The whole body is archived byte for byte, a multipart one too. */
const PACKAGE_TYPES = [
  'application/edxml+xml',
  'application/xml',
  'text/xml',
  'application/octet-stream',
  'multipart/form-data',
  'multipart/related',
] as const;

const headers = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe("The sender's own id of this request; the same id and bytes get the same answer."),
  'lienthong-to': z
    .string()
    .max(120_000)
    .optional()
    .describe('Only these codes of the To of the document, separated by commas.'),
});

export const submitRoutes: Routes = (app, { hub }) => {
  // The stream goes on as it is: it is hashed and spooled by the pipeline, and no parser may look into it first.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  app.post(
    '/documents',
    {
      schema: {
        operationId: 'sendDocument',
        tags: ['documents'],
        summary: 'Hand in a document or a status message',
        description:
          '201: stored and on its way. 200: the same content was handed in before. 202: stored, a verdict waits; follow Location.',
        headers,
        response: { 200: accepted, 201: accepted, 202: parked, ...problems },
      },
      config: { requestBody: octets('One edXML package.', ...PACKAGE_TYPES) },
    },
    async (request, reply) => {
      const { mediaType, announcedLength } = readBodyHeaders(request);
      const answer = await submit(hub, {
        door: 'rest',
        principal: request.principal,
        mediaType,
        body: openUpload(request.raw),
        announcedLength,
        transportId: request.headers['idempotency-key'],
        to: readAddresses(request.headers['lienthong-to']),
      });
      return sendAnswer(request, reply, answer);
    },
  );
};

/** The answer of the pipeline as HTTP; the same for a package and for a status that the hub wrote. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.state === 'accepted') {
    return reply
      .code(answer.replay ? 200 : 201)
      .header('location', `/v1/documents/${answer.documentId}`)
      .send(viewAccepted(answer));
  }
  const location = `/v1/submissions/${answer.submissionId}`;
  reply.header('location', location);
  if (answer.state === 'parked') {
    const reason = viewReason(answer.code, {});
    const seconds = Math.max(1, Math.ceil((Date.parse(answer.retryAt) - Date.now()) / 1_000));
    return reply
      .code(202)
      .header('retry-after', seconds)
      .send({ ...answer, reason: reason && { vi: reason.vi.title, en: reason.en.title } });
  }
  const { submissionId, receiptId } = answer;
  return sendProblem(request, reply, answer.error, { submissionId, ...(receiptId !== null && { receiptId }) });
}

function readBodyHeaders({ headers }: FastifyRequest): { mediaType: string; announcedLength: number | undefined } {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw intakeError('CONTENT_ENCODING_REFUSED', { encoding: encoding.slice(0, 40) });
  }
  const mediaType = headers['content-type'] ?? '';
  const essence = mediaType.split(';')[0]!.trim().toLowerCase();
  if (!PACKAGE_TYPES.some((type) => type === essence)) {
    throw apiError('MEDIA_TYPE_REFUSED', {
      mediaType: essence.slice(0, 100) || '–',
      accepted: PACKAGE_TYPES.join(', '),
    });
  }
  const length = headers['content-length'];
  return { mediaType, announcedLength: length === undefined ? undefined : Number(length) };
}

function readAddresses(header: string | undefined): string[] | undefined {
  const codes = header
    ?.split(',')
    .map((code) => code.trim())
    .filter(Boolean);
  return codes && codes.length > 0 ? codes : undefined;
}
