import type { Readable } from 'node:stream';
import type { HttpAnswer, HttpRequest } from '../../contract.ts';
import type { ClientParts } from '../client.ts';
import { error } from '../errors.ts';
import { type Answer, firstWords, readAnswer } from './answer.ts';
import { type Grant, openTokens } from './tokens.ts';

const TIMEOUT_MS = 60_000;
/** A list of 100,000 lines. */
const LONGEST_ANSWER_BYTES = 32 * 1_048_576;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Below the base address, with its query. */
  readonly path: string;
  readonly json?: object;
  readonly timeoutMs?: number;
}

/** Calls to one gateway with a bearer token; a token that it refuses is renewed once. */
export interface Calls {
  /** Throws for what is no OK. */
  call(call: Call, signal: AbortSignal): Promise<{ answer: Answer; http: HttpAnswer }>;
  /** The body of a good answer, of any length. */
  stream(call: Call, signal: AbortSignal): Promise<Readable>;
  /** Any answer to a request with a body of its own; `build` makes the body anew for a second try. */
  send(signal: AbortSignal, build: () => HttpRequest): Promise<HttpAnswer>;
}

export function openCalls(
  parts: ClientParts,
  base: string,
  login: (signal: AbortSignal) => Promise<Grant>,
  always: Readonly<Record<string, string>> = {},
): Calls {
  const axis = parts.target.name;
  const tokens = openTokens(parts, login);

  function requestOf({ method = 'GET', path, json, timeoutMs = TIMEOUT_MS }: Call, signal: AbortSignal): HttpRequest {
    const body = json && Buffer.from(JSON.stringify(json));
    const headers = { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    return { url: `${base}${path}`, method, headers, timeoutMs, signal, ...(body && { body }) };
  }

  /** With the token in use, and with a new one where the gateway does not take that. */
  async function withToken<A extends { readonly status: number }>(
    signal: AbortSignal,
    ask: (headers: Record<string, string>) => Promise<A>,
    drop: (answer: A) => void,
  ): Promise<A> {
    const first = await ask({ ...always, authorization: `Bearer ${await tokens.get(signal)}` });
    if (first.status !== 401) return first;
    drop(first);
    tokens.drop();
    return ask({ ...always, authorization: `Bearer ${await tokens.get(signal)}` });
  }

  return {
    async call(call, signal) {
      const request = requestOf(call, signal);
      const http = await withToken(
        signal,
        (headers) =>
          parts.http.request({
            ...request,
            headers: { ...request.headers, ...headers },
            maxBytes: LONGEST_ANSWER_BYTES,
          }),
        () => {},
      );
      const answer = http.status < 300 ? readAnswer(http.body.toString('utf8')) : null;
      const facts = { axis, call: call.path.split('?')[0]! };
      if (!answer) {
        const detail = `HTTP ${http.status} ${firstWords(http.body.toString('utf8'))}`;
        throw error('AXIS_ANSWER_UNUSABLE', { ...facts, detail });
      }
      if (!answer.ok) {
        throw error('AXIS_CALL_REFUSED', { ...facts, detail: `${answer.code} ${firstWords(answer.description)}` });
      }
      return { answer, http };
    },

    async stream(call, signal) {
      const request = requestOf(call, signal);
      const answer = await withToken(
        signal,
        (headers) => parts.http.request({ ...request, headers: { ...request.headers, ...headers }, stream: true }),
        ({ body }) => body.destroy(),
      );
      if (answer.status === 200) return answer.body;
      answer.body.destroy();
      throw error('AXIS_ANSWER_UNUSABLE', { axis, call: call.path.split('?')[0]!, detail: `HTTP ${answer.status}` });
    },

    send: (signal, build) =>
      withToken(
        signal,
        (headers) => {
          const request = build();
          return parts.http.request({ ...request, headers: { ...request.headers, ...headers }, signal });
        },
        () => {},
      ),
  };
}
