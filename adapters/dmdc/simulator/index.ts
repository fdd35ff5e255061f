import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is wrong with the service from now on; nothing where it is empty. */
export interface Misbehaviour {
  /** An HTML page in place of JSON. */
  readonly garbage?: boolean;
  /** Nothing is answered, and the line stays open. */
  readonly silent?: boolean;
  readonly status?: number;
  /** Only so many records of each list. */
  readonly cutTo?: number;
}

/** A province's shared catalogues, kept in memory: for tests and rehearsals. */
export interface DmdcSimulator {
  /** For CATALOGUE_URL. */
  readonly url: string;
  readonly token: string;
  /** By the service's name of the catalogue. */
  readonly lists: Map<string, readonly Record<string, unknown>[]>;
  misbehaviour: Misbehaviour;
  close(): Promise<void>;
}

const BASE = '/dmdc/Category';

export async function startDmdcSimulator(): Promise<DmdcSimulator> {
  const server = createServer((request, response) => answer(simulator, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const simulator: DmdcSimulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`,
    token: 'ma-truy-cap-thu',
    lists: new Map(),
    misbehaviour: {},
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return simulator;
}

function answer(
  { token, lists, misbehaviour }: DmdcSimulator,
  { url, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const { garbage, silent, status, cutTo } = misbehaviour;
  if (silent) return;
  const send = (code: number, body: string) =>
    response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  if (garbage) return void send(200, '<html><body>Đăng nhập</body></html>');
  if (status !== undefined) return void send(status, '{}');
  if (headers.authorization !== `Bearer ${token}`) return void send(401, '{"message":"Unauthorized"}');
  const list = url?.startsWith(`${BASE}/`) ? lists.get(url.slice(BASE.length + 1)) : undefined;
  if (!list) return void send(404, '{}');
  send(200, JSON.stringify({ code: 200, data: list.slice(0, cutTo) }));
}
