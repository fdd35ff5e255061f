import type { HubError, Language } from '../errors.ts';

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
