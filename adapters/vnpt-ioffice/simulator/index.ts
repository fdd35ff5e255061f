import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { IofficeState } from './state.ts';

export { type Dossier, IofficeState, type Misbehaviour, type SimulatedResult } from './state.ts';

const ACCOUNT = { username: 'truc', password: 'mat-khau-cua-truc' };

export interface IofficeSimulator {
  readonly url: string;
  readonly account: string;
  readonly password: string;
  readonly state: IofficeState;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly token: string;
  readonly body: string;
}

/** A small iOffice that keeps what it is given and misbehaves on request: for tests and rehearsals. */
export async function startIoffice(state: IofficeState = new IofficeState()): Promise<IofficeSimulator> {
  const server: Server = createServer((request, response) => {
    serve(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    account: ACCOUNT.username,
    password: ACCOUNT.password,
    state,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(state: IofficeState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://ioffice');
  const token = String(request.headers['x-authentication-token'] ?? '');
  const call = { method: request.method ?? '', url, token, body: await text(request) };
  const { misbehaviour } = state;
  if (misbehaviour.slowMs) await wait(misbehaviour.slowMs);
  if (take(misbehaviour, 'failures')) return void response.writeHead(500).end('Internal Server Error');
  const { http, body } = answerTo(state, call);
  const written = JSON.stringify(body);
  state.exchange.push({ call: `${call.method} ${url.pathname}${url.search}`, sent: call.body, answered: written });
  if (take(misbehaviour, 'lostAnswers')) return void response.destroy();
  response.writeHead(http, { 'content-type': 'application/json' });
  if (take(misbehaviour, 'garbage')) return void response.end('{"status": <html>');
  if (take(misbehaviour, 'halves')) return void response.end(written.slice(0, written.length / 2));
  response.end(written);
}

/** Counts down one of the things that go wrong so many times. */
function take(counts: IofficeState['misbehaviour'], what: 'failures' | 'lostAnswers' | 'garbage' | 'halves'): boolean {
  const left = counts[what] ?? 0;
  if (left > 0) counts[what] = left - 1;
  return left > 0;
}

interface Answer {
  readonly http: number;
  readonly body: object;
}

function answerTo(state: IofficeState, { method, url, token, body }: Call): Answer {
  const path = `${method} ${url.pathname.replace(/^\/api/, '')}`;
  if (path === 'POST /login/v3/') {
    const { username, password } = JSON.parse(body) as typeof ACCOUNT;
    if (username !== ACCOUNT.username || password !== ACCOUNT.password) return refused('401', 'Sai tài khoản', 401);
    return good({ token: state.logIn() });
  }
  if (!state.takes(token)) return refused('401', 'Token hết hạn', 401);
  switch (path) {
    case 'GET /shared/unit/get_all/':
      return good(state.units);
    case 'POST /shared/integration/doc/create/': {
      const { says } = state.misbehaviour;
      if (says) return refused(says.code, says.message);
      state.create(JSON.parse(body));
      return good('TRUE');
    }
    case 'GET /shared/congvan_stc/get_result/':
      return good(state.results);
    case 'POST /shared/integration/doc/receive_status/':
      state.receive((url.searchParams.get('ids') ?? '').split(','));
      return good('TRUE');
    default:
      return refused('404', 'Not found', 404);
  }
}

function good(data: unknown): Answer {
  return { http: 200, body: { status: { code: '0', message: 'OK' }, data } };
}

function refused(code: string, message: string, http = 200): Answer {
  return { http, body: { status: { code, message }, data: 'FALSE' } };
}
