import type { FastifyError, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { intakeError } from '../intake/index.ts';
import { isDiskFull } from '../platform/database.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { httpError } from '../platform/http/errors.ts';
import { chooseLanguage } from '../platform/http/language.ts';
import { JSON_BODY_BYTES } from '../platform/http/server.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import { apiError } from './errors.ts';

/** What a person may be told of any failure. What is no HubError is a defect: logged with its incident, never shown. */
export function explain(failure: unknown, request: FastifyRequest, log: Logger): HubError {
  if (isHubError(failure)) return failure;
  if (isDiskFull(failure)) return intakeError('DISK_RESERVE', {}, failure);
  const known = ofFramework(failure as FastifyError, request);
  if (known) return known;
  const incident = newId();
  log.error({ error: failure, incident, method: request.method, route: request.routeOptions.url }, 'request failed');
  return httpError('INTERNAL_ERROR', { incident }, failure);
}

function ofFramework(failure: FastifyError, request: FastifyRequest): HubError | null {
  const issue = failure.validation?.[0];
  if (issue) {
    const where = `${failure.validationContext ?? ''}${issue.instancePath}`.replace(/\/$/, '');
    return apiError('REQUEST_INVALID', { where, problem: tellIssue(issue, request) });
  }
  switch (failure.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return apiError('REQUEST_NOT_JSON');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return apiError('LIMIT_EXCEEDED.requestBody', { limit: JSON_BODY_BYTES });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return apiError('MEDIA_TYPE_REFUSED', {
        mediaType: (request.headers['content-type'] ?? '–').slice(0, 100),
        accepted: 'application/json',
      });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return httpError('REQUEST_MALFORMED');
    default:
      return null;
  }
}

const LOCALES = { vi: z.locales.vi().localeError, en: z.locales.en().localeError };

type Issue = NonNullable<FastifyError['validation']>[number];

function tellIssue(issue: Issue, request: FastifyRequest): string {
  const language = chooseLanguage(request.headers['accept-language']);
  const told = LOCALES[language]({ code: issue.keyword, path: [], ...issue.params } as never);
  return (typeof told === 'string' ? told : told?.message) ?? issue.message ?? '–';
}
