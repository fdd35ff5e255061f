import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubError, Language } from '../errors.ts';
import { chooseLanguage } from './language.ts';
import { isCut } from './upload.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface ProblemLinks {
  readonly submissionId?: string;
  readonly receiptId?: string;
}

/** RFC 9457: what is wrong, what to do about it, and where it is explained; in the language that the client asked for. */
export function toProblem(error: HubError, language: Language, links: ProblemLinks = {}) {
  const { line } = error.facts;
  return {
    type: `/docs/errors/${error.code}`,
    title: error.title(language),
    status: error.spec.status,
    detail: error.fix(language),
    code: error.code,
    retry: error.spec.retry,
    ...(error.spec.subIndication && { subIndication: error.spec.subIndication }),
    ...links,
    ...(typeof line === 'number' && line > 0 && { line }),
    facts: error.facts,
  };
}

/** Seconds after which a request that may pass later is worth another try. */
const RETRY_SECONDS = 30;

/** Answers with a problem; sent as bytes, so that no response schema loses a member and no charset is added (RFC 8259). */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: HubError,
  links: ProblemLinks = {},
): FastifyReply {
  const language = chooseLanguage(request.headers['accept-language']);
  request.errorCode = error.code;
  if (error.spec.retry && (error.spec.status >= 500 || error.spec.status === 429))
    reply.header('retry-after', RETRY_SECONDS);
  if (error.spec.status === 401) reply.header('www-authenticate', 'Bearer realm="lienthong"');
  if (isCut(request.raw.socket)) reply.header('connection', 'close');
  return reply
    .code(error.spec.status)
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .type(PROBLEM_MEDIA_TYPE)
    .send(Buffer.from(JSON.stringify(toProblem(error, language, links))));
}
