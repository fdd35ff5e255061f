import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { vxp } from '../../../src/wire/index.ts';
import { CALLS } from './answers.ts';
import type { AxisState } from './state.ts';

export { AxisState, type Misbehaviour, type SimulatedUnit, type Taken, type Waiting } from './state.ts';

const BASE = '/XrdAdapter/adapter';

export interface AxisSimulator {
  readonly url: string;
  readonly systemId: string;
  readonly secret: string;
  /** The line is cut: nothing answers until `open`. */
  cut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A small axis that speaks VXP, keeps what it is given and misbehaves on request: for tests and rehearsals. */
export async function startSimulator(state: AxisState): Promise<AxisSimulator> {
  const credentials = { systemId: 'truc-thu', secret: 'khoa-cua-truc-thu' };
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer((request, response) => {
      answer(state, credentials.secret, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  await open();
  return { url: `http://127.0.0.1:${port}${BASE}`, ...credentials, open, cut, close: cut };
}

async function answer(
  state: AxisState,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { slowMs = 0, garbage, loseAnswers = 0 } = state.misbehaviour;
  const endpoint = (request.url ?? '').slice(BASE.length + 1) as vxp.Endpoint;
  const body = await buffer(request);
  if (slowMs > 0) await wait(slowMs);
  if (garbage) {
    response.end('<html><body>502 Bad Gateway</body></html>');
    return;
  }
  const signed = vxp.ENDPOINTS[endpoint] ? vxp.readRequest(endpoint, request.headers) : null;
  if (!signed || 'flaw' in signed || !isGood(state, signed, secret)) {
    send(response, vxp.answerFailed('15', 'system id, secret or clock'));
    return;
  }
  const { parameters } = signed;
  if (endpoint === 'getEdoc') {
    const one = state.find(parameters.get('docid') ?? '');
    if (!one) return send(response, vxp.answerFailed('10', 'no such package'));
    await pipeline(vxp.writeContent(Readable.from([one.bytes])), response);
    return;
  }
  const file = endpoint === 'sendEdoc' ? await fileOf(body, parameters.get('hash-file') ?? '') : Buffer.alloc(0);
  const result = CALLS[endpoint]?.(state, parameters, file) ?? vxp.answerFailed('20', 'not simulated');
  if (endpoint === 'sendEdoc' && loseAnswers > 0) {
    state.misbehaviour.loseAnswers = loseAnswers - 1;
    response.destroy();
    return;
  }
  send(response, result);
}

function isGood(state: AxisState, signed: vxp.SignedRequest, secret: string): boolean {
  const at = vxp.readTimestamp(signed.timestamp, state.misbehaviour.clockOffset ?? vxp.VIETNAM_OFFSET_MINUTES);
  return vxp.isAuthentic(signed, secret) && at !== null && vxp.isFresh(at, Date.now());
}

async function fileOf(body: Buffer, hashFile: string): Promise<Buffer> {
  return buffer(vxp.fileOfBody(Readable.from([body]), hashFile));
}

function send(response: ServerResponse, result: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}
