import type { HttpAnswer, HttpClient, HttpRequest } from '../../adapters/contract.ts';
import { readableAnswer } from './readable-answer.ts';

/** The last call of a try as an operator may read it; the adapter's own result says what it meant. */
export interface Exchange {
  readonly method: string;
  /** Without user, query and fragment: what a credential may stand in. */
  readonly address: string;
  /** Null where nothing came back, or nothing of it may be shown. */
  readonly answer: string | null;
}

/** An HTTP client for one try that remembers its last call. A streamed answer is content, so only its call is kept. */
export function watchExchange(http: HttpClient): { readonly http: HttpClient; last(): Exchange | null } {
  let last: Exchange | null = null;
  const request = async (asked: HttpRequest & { readonly stream?: true }) => {
    last = { method: asked.method, address: withoutCredentials(asked.url), answer: null };
    const answer = await http.request(asked as HttpRequest);
    if (!asked.stream) last = { ...last, answer: readableAnswer(answer as HttpAnswer) };
    return answer;
  };
  return { http: { request } as HttpClient, last: () => last };
}

function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}`.slice(0, 500) : '–';
}
