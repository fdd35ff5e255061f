import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { HubError, type Language } from '../platform/errors.ts';
import { cliError } from './errors.ts';

/** Which hub a command talks to, and as whom. */
export interface HubAddress {
  readonly url: string;
  readonly key?: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  /** Below `/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value is sent as JSON; a stream as it is, with `headers` saying what it is. */
  readonly json?: unknown;
  readonly body?: Readable;
}

export interface HubAnswer {
  readonly status: number;
  /** The JSON of the answer. */
  readonly data: unknown;
}

/** A hub's REST door, as its commands need it. Refusals are thrown as the errors that the hub named. */
export interface HubClient {
  json(call: Call): Promise<HubAnswer>;
  stream(call: Call): Promise<Readable>;
}

/** Throws API_KEY_MISSING; calls throw HUB_UNREACHABLE, HUB_ANSWER_UNREADABLE, or what the hub answered. */
export function openClient(hub: HubAddress, language: Language): HubClient {
  const { key } = hub;
  if (!key) throw cliError('API_KEY_MISSING');
  const base = hub.url.replace(/\/+$/, '');
  if (!/^https?:\/\//.test(base) || !URL.canParse(base))
    throw cliError('HUB_UNREACHABLE', { url: base, reason: 'URL' });

  async function call(it: Call): Promise<Dispatcher.ResponseData> {
    const url = new URL(`${base}/v1${it.path}`);
    for (const [name, value] of Object.entries(it.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const answer = await request(url, {
      method: it.method ?? 'GET',
      headers: {
        authorization: `Bearer ${key}`,
        'accept-language': language,
        ...(it.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...it.headers,
      },
      ...(it.json === undefined ? (it.body ? { body: it.body } : {}) : { body: JSON.stringify(it.json) }),
      // A document of 300 MB is verified before it is answered.
      headersTimeout: 600_000,
    }).catch((cause: NodeJS.ErrnoException) => {
      throw cliError('HUB_UNREACHABLE', { url: base, reason: cause.code ?? cause.message }, cause);
    });
    if (answer.statusCode >= 400) throw toError(answer.statusCode, await answer.body.text(), base);
    return answer;
  }

  return {
    async json(it) {
      const answer = await call(it);
      const text = await answer.body.text();
      try {
        return { status: answer.statusCode, data: text === '' ? null : JSON.parse(text) };
      } catch (cause) {
        throw cliError('HUB_ANSWER_UNREADABLE', { url: base, status: answer.statusCode }, cause);
      }
    },
    stream: async (it) => (await call(it)).body,
  };
}

interface Problem {
  readonly code?: unknown;
  readonly title?: unknown;
  /** What to do about it. */
  readonly detail?: unknown;
  readonly retry?: unknown;
}

/** problem+json as the error it stands for: the same code, sentence and fix; one language, the one that was asked for. */
function toError(status: number, text: string, url: string): HubError {
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // Not JSON at all: somebody else answered.
  }
  const { code, title, detail, retry } = problem;
  if (typeof code !== 'string' || typeof title !== 'string') {
    return cliError('HUB_ANSWER_UNREADABLE', { url, status });
  }
  const sentence = { title, fix: typeof detail === 'string' ? detail : '' };
  return new HubError(code, { status, retry: retry === true, vi: sentence, en: sentence });
}
