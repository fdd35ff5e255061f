import type { Readable } from 'node:stream';
import { vxp } from '../../../src/wire/index.ts';
import type { AxisSettings, HttpAnswer } from '../../contract.ts';
import type { ClientParts } from '../client.ts';
import { error } from '../errors.ts';
import { grantToClient } from '../lgsp/client-credentials.ts';
import { secretsOf } from '../lgsp/secrets.ts';
import { openTokens } from '../lgsp/tokens.ts';

export type VxpSettings = Extract<AxisSettings, { dialect: 'vxp' }>;
type Parameters = Readonly<Record<string, string>>;

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
/** A list without pages of 100,000 lines. */
const LONGEST_ANSWER_BYTES = 32 * 1_048_576;

/** Signed calls to one axis, and what its answers mean. */
export interface Calls {
  /** The signed request of one call, for whoever brings the body. */
  sign(
    endpoint: vxp.Endpoint,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<{ url: string; method: string; headers: Record<string, string> }>;
  /** The answer of a call that has no body of its own. Throws for what is no OK. */
  call(
    endpoint: vxp.Endpoint,
    parameters: Parameters,
    options: CallOptions,
  ): Promise<vxp.Answer & { http: HttpAnswer }>;
  /** The body of an answer of any length. */
  stream(endpoint: vxp.Endpoint, parameters: Parameters, options: CallOptions): Promise<Readable>;
  /** What an answer that is no OK says. */
  refusal(endpoint: vxp.Endpoint, text: string): Error;
}

export function openCalls(parts: ClientParts, settings: VxpSettings): Calls {
  const { target, http, clock } = parts;
  const base = target.baseUrl.replace(/\/+$/, '');
  const axis = target.name;

  const { gateway } = settings;
  const [secret, clientSecret] = gateway ? secretsOf(target, 2) : [target.secret];
  const tokens =
    gateway &&
    openTokens(parts, (signal) =>
      grantToClient(parts, new URL(gateway.tokenPath, base).href, gateway.clientId, clientSecret!, signal),
    );

  async function build(endpoint: vxp.Endpoint, parameters: Parameters, signal: AbortSignal) {
    const credentials = { systemId: settings.systemId, secret: secret! };
    const at = { at: new Date(clock.now()), offsetMinutes: settings.clockOffset };
    const request = vxp.buildRequest(endpoint, parameters, credentials, at);
    const bearer = tokens && { authorization: `Bearer ${await tokens.get(signal)}` };
    return { ...request, headers: { ...request.headers, ...bearer }, url: `${base}${request.path}` };
  }

  async function withBody(endpoint: vxp.Endpoint, parameters: Parameters, signal: AbortSignal) {
    const { url, method, headers, body } = await build(endpoint, parameters, signal);
    return { url, method, headers, ...(method === 'POST' && { body: body ?? Buffer.alloc(0) }) };
  }

  function refusal(endpoint: vxp.Endpoint, text: string): Error {
    const answer = vxp.readAnswer(text);
    if (!answer) return error('AXIS_ANSWER_UNUSABLE', { axis, call: endpoint, detail: shown(text) });
    return error('AXIS_CALL_REFUSED', { axis, call: endpoint, detail: `${answer.code} ${shown(answer.description)}` });
  }

  return {
    sign: build,
    refusal,

    async call(endpoint, parameters, { signal, timeoutMs = TIMEOUT_MS }) {
      const request = await withBody(endpoint, parameters, signal);
      const answer = await http.request({ ...request, signal, timeoutMs, maxBytes: LONGEST_ANSWER_BYTES });
      if (answer.status === 401) tokens?.drop();
      const text = answer.body.toString('utf8');
      const read = answer.status === 200 ? vxp.readAnswer(text) : null;
      if (!read) {
        const detail = `HTTP ${answer.status} ${shown(text)}`;
        throw error('AXIS_ANSWER_UNUSABLE', { axis, call: endpoint, detail });
      }
      if (!read.ok) throw refusal(endpoint, text);
      return { ...read, http: answer };
    },

    async stream(endpoint, parameters, { signal, timeoutMs = TIMEOUT_MS }) {
      const request = await withBody(endpoint, parameters, signal);
      const answer = await http.request({ ...request, signal, timeoutMs, stream: true });
      if (answer.status === 200) return answer.body;
      if (answer.status === 401) tokens?.drop();
      answer.body.destroy();
      throw error('AXIS_ANSWER_UNUSABLE', { axis, call: endpoint, detail: `HTTP ${answer.status}` });
    },
  };
}

/** The beginning of what came instead, for a person to read: never a whole page, never a line break. */
export function shown(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}
