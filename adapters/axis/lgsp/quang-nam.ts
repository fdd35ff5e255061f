import { encodeBase64 } from '../../../src/edxml/index.ts';
import type { AxisSettings, SendContext } from '../../contract.ts';
import type { AxisClient, ClientParts } from '../client.ts';
import { error } from '../errors.ts';
import { packageOf } from '../package.ts';
import { clockAhead } from '../rest.ts';
import { firstWords, itemsOf, readAnswer, resultOf } from './answer.ts';
import { bodyAround } from './body.ts';
import { type Calls, openCalls } from './calls.ts';
import { grantToClient } from './client-credentials.ts';
import { offersOn, receivedOn, rememberTold, unitOf } from './lists.ts';
import { secretsOf } from './secrets.ts';

type Settings = Extract<AxisSettings, { dialect: 'quang-nam' }>;

const API = '/truclienthong/v1.0.0';
/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;
const KIND = { document: 'edoc', status: 'status' } as const;

/** The gateway of Quảng Nam: client credentials (RFC 6749 section 4.4) before a WSO2 API of documents and units. */
export function quangNamClient(parts: ClientParts, settings: Settings): AxisClient {
  const gateway = parts.target.baseUrl.replace(/\/+$/, '');
  const [clientSecret, unitSecret] = secretsOf(parts.target, 2);
  const calls = openCalls(parts, `${gateway}${API}`, (signal) =>
    grantToClient(parts, `${gateway}/token`, settings.clientId, clientSecret!, signal),
  );
  const told = new Set<string>();
  const list = (kind: keyof typeof KIND, signal: AbortSignal) =>
    calls.call({ path: `/vanbans?${new URLSearchParams({ loaiVanBan: KIND[kind], maDonVi: settings.unit })}` }, signal);

  return {
    listsPast: false,
    listsSent: false,
    send: (context) => sendJson(calls, `${gateway}${API}/vanbans`, settings, unitSecret!, context),

    async *offers(signal) {
      for (const kind of ['document', 'status'] as const) {
        const { answer } = await list(kind, signal);
        yield offersOn(itemsOf(answer.data), kind, told, settings.unit);
      }
    },

    async open({ transportId }, signal) {
      const path = `/vanbans/${encodeURIComponent(transportId)}`;
      return packageOf(await calls.stream({ path, timeoutMs: LONGEST_MS }, signal), (text) =>
        error('AXIS_CALL_REFUSED', {
          axis: parts.target.name,
          call: '/vanbans/{docId}',
          detail: firstWords(readAnswer(text)?.description ?? text),
        }),
      );
    },

    async tell({ transportId }, verdict, signal) {
      const path = `/vanbans/${encodeURIComponent(transportId)}`;
      await calls.call({ method: 'PUT', path, json: { status: verdict === 'done' ? 'done' : 'fail' } }, signal);
      rememberTold(told, transportId);
    },

    // This gateway has no list of what was sent: its yes is all there is.
    follow: async () => ({ refused: new Map(), final: true }),
    async *sent() {},

    async *received(_period, signal) {
      for (const kind of ['document', 'status'] as const) {
        const { answer } = await list(kind, signal);
        yield* receivedOn(itemsOf(answer.data), kind);
      }
    },

    async *directory(_since, signal) {
      if (settings.directory === 'none') return;
      const { answer } = await calls.call({ path: '/donvilienthongs/qn' }, signal);
      for (const item of itemsOf(answer.data)) {
        const unit = unitOf(item);
        if (unit) yield unit;
      }
    },

    async check(signal) {
      const { http } = await list('document', signal);
      return { clockAhead: clockAhead(http, parts.clock.now()) };
    },
  };
}

/** The package as base64 in JSON, written as it is read, to everybody whom it names: there is no other choice. */
async function sendJson(calls: Calls, url: string, settings: Settings, unitSecret: string, context: SendContext) {
  // It went to everybody the first time; what comes back of it is recognised as an echo.
  if (context.wentBefore) return { outcome: 'relayed' as const };
  const content = await context.content('inlined');
  const facts = {
    maDonVi: settings.unit,
    maBiMat: unitSecret,
    loaiVanBan: KIND[context.kind],
    [settings.fileField]: '',
  };
  const [head, tail] = [Buffer.from(JSON.stringify(facts).slice(0, -'"}'.length)), Buffer.from('"}')];
  const answer = await calls.send(context.signal, () => ({
    url,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': String(head.length + 4 * Math.ceil(content.size / 3) + tail.length),
    },
    body: bodyAround(head, content, tail, encodeBase64),
    connectTimeoutMs: context.connectTimeoutMs,
    timeoutMs: LONGEST_MS,
  }));
  return resultOf(answer);
}
