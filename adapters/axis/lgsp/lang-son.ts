import type { Offer } from '../../connector.ts';
import type { AxisSettings, SendContext } from '../../contract.ts';
import type { AxisClient, ClientParts } from '../client.ts';
import { error } from '../errors.ts';
import { packageOf } from '../package.ts';
import { clockAhead } from '../rest.ts';
import { firstWords, itemsOf, readAnswer, resultOf, textOf } from './answer.ts';
import { bodyAround } from './body.ts';
import { type Calls, openCalls } from './calls.ts';
import { offersOn, receivedOn, rememberTold, unitOf } from './lists.ts';
import { secretsOf } from './secrets.ts';
import type { Grant } from './tokens.ts';

type Settings = Extract<AxisSettings, { dialect: 'lang-son' }>;

/** The gateway's guide names about half an hour and gives no figure in its answer. */
const TOKEN_SECONDS = 25 * 60;
/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MESSAGE_TYPE = { document: 'edoc', status: 'status' } as const;
const BOUNDARY = 'lien-thong-9f2c1b7e4a';

/** The gateway of Lạng Sơn: a login for a token, system id and secret key on every call, the codes of the family. */
export function langSonClient(parts: ClientParts, settings: Settings): AxisClient {
  const base = parts.target.baseUrl.replace(/\/+$/, '');
  const [password, secretKey] = secretsOf(parts.target, 2);
  const always = { 'x-systemid': settings.systemId, 'x-secretkey': secretKey! };
  const calls = openCalls(parts, base, (signal) => logIn(parts, base, settings, password!, signal), always);
  const told = new Set<string>();

  async function list(kind: Offer['kind'], days: number, signal: AbortSignal) {
    const now = parts.clock.now();
    const query = new URLSearchParams({
      messageType: MESSAGE_TYPE[kind],
      fromDate: dayOf(now - days * DAY_MS),
      toDate: dayOf(now),
    });
    return calls.call({ path: `/v1/syncReceivedEdocList?${query}` }, signal);
  }

  return {
    listsPast: false,
    listsSent: false,
    send: (context) => sendForm(calls, base, context),

    async *offers(signal) {
      for (const kind of ['document', 'status'] as const) {
        const { answer } = await list(kind, settings.listDays, signal);
        yield offersOn(itemsOf(answer.data), kind, told);
      }
    },

    async open({ transportId }, signal) {
      const path = `/v1/getEdoc?${new URLSearchParams({ docId: transportId })}`;
      return packageOf(await calls.stream({ path, timeoutMs: LONGEST_MS }, signal), (text) =>
        error('AXIS_CALL_REFUSED', {
          axis: parts.target.name,
          call: '/v1/getEdoc',
          detail: firstWords(readAnswer(text)?.description ?? text),
        }),
      );
    },

    async tell({ transportId }, verdict, signal) {
      const status = verdict === 'done' ? 'done' : 'fail';
      await calls.call({ method: 'POST', path: '/v1/updateStatus', json: { docId: transportId, status } }, signal);
      rememberTold(told, transportId);
    },

    // This gateway has no list of what was sent: its yes is all there is.
    follow: async () => ({ refused: new Map(), final: true }),
    async *sent() {},

    async *received(period, signal) {
      for (const kind of ['document', 'status'] as const) {
        const query = new URLSearchParams({
          messageType: MESSAGE_TYPE[kind],
          fromDate: period.from.replaceAll('-', '/'),
          toDate: period.to.replaceAll('-', '/'),
        });
        const { answer } = await calls.call({ path: `/v1/syncReceivedEdocList?${query}` }, signal);
        yield* receivedOn(itemsOf(answer.data), kind);
      }
    },

    async *directory(_since, signal) {
      if (settings.directory === 'none') return;
      const { answer } = await calls.call({ path: '/v1/getAgenciesList' }, signal);
      for (const item of itemsOf(answer.data)) {
        const unit = unitOf(item);
        if (unit) yield unit;
      }
    },

    async check(signal) {
      const { http } = await list('document', 0, signal);
      return { clockAhead: clockAhead(http, parts.clock.now()) };
    },
  };
}

async function logIn(
  { target, http }: ClientParts,
  base: string,
  settings: Settings,
  password: string,
  signal: AbortSignal,
): Promise<Grant> {
  const { userName: username, applicationCode } = settings;
  const body = { username, password, applicationCode, otp: '', twoFactorProvider: '', typeObjs: '' };
  const answer = await http.request({
    url: `${base}/v1/auth/login?allow_anonymous=true`,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
    signal,
  });
  const read = answer.status < 300 ? readAnswer(answer.body.toString('utf8')) : null;
  const token = read?.ok ? textOf(read.data as Record<string, unknown>, ['token']) : undefined;
  if (token === undefined) {
    const detail = read ? `${read.code} ${firstWords(read.description)}` : `HTTP ${answer.status}`;
    throw error('AXIS_CALL_REFUSED', { axis: target.name, call: 'login', detail });
  }
  return { token, seconds: TOKEN_SECONDS };
}

/** The package to everybody whom it names: the gateway knows no other choice. */
async function sendForm(calls: Calls, base: string, context: SendContext) {
  // It went to everybody the first time; what comes back of it is recognised as an echo.
  if (context.wentBefore) return { outcome: 'relayed' as const };
  const content = await context.content('inlined');
  const { head, tail } = formAround(MESSAGE_TYPE[context.kind]);
  const answer = await calls.send(context.signal, () => ({
    url: `${base}/v1/sendEdoc`,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': String(head.length + content.size + tail.length),
    },
    body: bodyAround(head, content, tail),
    connectTimeoutMs: context.connectTimeoutMs,
    timeoutMs: LONGEST_MS,
  }));
  return resultOf(answer);
}

function formAround(messageType: string): { head: Buffer; tail: Buffer } {
  const head =
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="messageType"\r\n\r\n${messageType}\r\n` +
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="edocFile"; filename="van-ban.edxml"\r\n` +
    'Content-Type: application/xml\r\n\r\n';
  return { head: Buffer.from(head), tail: Buffer.from(`\r\n--${BOUNDARY}--\r\n`) };
}

/** A day in Vietnam as this gateway writes it. */
function dayOf(ms: number): string {
  return new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '/');
}
