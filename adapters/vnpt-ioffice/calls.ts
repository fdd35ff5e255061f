import type { ConnectionParts } from '../connector.ts';
import type { HttpAnswer, HttpRequest } from '../contract.ts';
import { type Answer, firstWords, isTokenRefused, readAnswer } from './answer.ts';
import { error } from './errors.ts';
import type { IofficeSettings } from './settings.ts';
import { openTokens } from './tokens.ts';

const TIMEOUT_MS = 60_000;
/** A list of some 50,000 units. */
const LONGEST_ANSWER_BYTES = 16 * 1_048_576;

export interface Call {
  readonly method?: 'GET' | 'POST';
  /** Below the base address, with its query. */
  readonly path: string;
  readonly maxBytes?: number;
  readonly read?: Read;
}

export type Asked = { readonly http: HttpAnswer; readonly answer: Answer | null };
type Read = (octets: Uint8Array) => Answer | null | Promise<Answer | null>;

/** Calls with a token; one that iOffice refuses is renewed once. */
export interface Calls {
  /** The data of a good answer. Throws what is none. */
  call(call: Call, signal: AbortSignal): Promise<unknown>;
  /** Any answer to a request with a body of its own; `build` makes it anew for a second try. */
  send(path: string, build: () => Omit<HttpRequest, 'url' | 'method'>): Promise<Asked>;
  /** A login now, whose token all calls then use. Throws IOFFICE_LOGIN_REFUSED. */
  logIn(): Promise<void>;
}

export function openCalls(parts: ConnectionParts<IofficeSettings>): Calls {
  const { name: connection, settings, http } = parts;
  const base = settings.url.replace(/\/+$/, '');
  const tokens = openTokens(parts);

  async function ask(build: () => HttpRequest, read: Read): Promise<Asked & { readonly token: string }> {
    const token = await tokens.get();
    const request = build();
    const headers = { accept: 'application/json', ...request.headers, 'x-authentication-token': token };
    const answer = await http.request({ ...request, headers });
    return { http: answer, answer: await read(answer.body), token };
  }

  async function withToken(build: () => HttpRequest, read: Read = readAnswer): Promise<Asked> {
    const first = await ask(build, read);
    if (!isTokenRefused(first.http.status, first.answer)) return first;
    tokens.drop(first.token);
    return ask(build, read);
  }

  return {
    async call({ method = 'GET', path, maxBytes = LONGEST_ANSWER_BYTES, read }, signal) {
      const build = () => ({
        url: `${base}${path}`,
        method,
        headers: {},
        maxBytes,
        timeoutMs: TIMEOUT_MS,
        signal,
        ...(method === 'POST' && { body: Buffer.alloc(0) }),
      });
      const asked = await withToken(build, read);
      const facts = { connection, call: path.split('?')[0]! };
      const { status, body } = asked.http;
      if (!asked.answer || status >= 300) {
        const detail = `HTTP ${status} ${firstWords(body.subarray(0, 500).toString('utf8'))}`;
        throw error('IOFFICE_ANSWER_UNUSABLE', { ...facts, detail });
      }
      const { code, message, data } = asked.answer;
      if (code !== '0') throw error('IOFFICE_CALL_REFUSED', { ...facts, detail: firstWords(`${code} ${message}`) });
      return data;
    },

    send: (path, build) => withToken(() => ({ ...build(), url: `${base}${path}`, method: 'POST' })),

    async logIn() {
      tokens.renew();
      await tokens.get();
    },
  };
}
