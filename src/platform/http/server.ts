import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Config } from '../config.ts';
import type { HubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { httpError } from './errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.ts';
import { cutUpload } from './upload.ts';

/** A list of recipients names up to 5,000 codes of some 13 characters; the axis protocol signs it in a second header. */
const HEADER_BYTES = 262_144;
/** Bodies that are read whole, of any door; a package is streamed. */
export const JSON_BODY_BYTES = 65_536;
const SECOND = 1_000;

/** Limits of one connection. A package of 2 GB over a line of 20 Mbit/s takes a quarter of an hour. */
const LIMITS: http.ServerOptions = {
  maxHeaderSize: HEADER_BYTES,
  headersTimeout: 20 * SECOND,
  requestTimeout: 30 * 60 * SECOND,
  keepAliveTimeout: 75 * SECOND,
};
/** A connection on which no byte moves for this long is cut; longer than the longest wait of the inbox. */
const IDLE_MS = 120 * SECOND;
const CLOSING_MS = 5 * SECOND;
/** The latest exchange of each connection. */
const current = new WeakMap<Socket, { request: http.IncomingMessage; response: http.ServerResponse }>();
const connections = new WeakMap<http.Server, Set<Socket>>();

/** Plain HTTP, or HTTPS when TLS files are configured. Does not listen. */
export function createServer(config: Config, answer: http.RequestListener): http.Server {
  const handler: http.RequestListener = (request, response) => {
    current.set(request.socket, { request, response });
    answer(request, response);
  };
  const server =
    config.tlsCert === undefined || config.tlsKey === undefined
      ? http.createServer(LIMITS, handler)
      : https.createServer(
          { ...LIMITS, cert: readFileSync(config.tlsCert), key: readFileSync(config.tlsKey), minVersion: 'TLSv1.2' },
          handler,
        );
  server.setTimeout(IDLE_MS);
  const open = new Set<Socket>();
  server.on(server instanceof https.Server ? 'secureConnection' : 'connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  connections.set(server as http.Server, open);
  return server as http.Server;
}

/** Closes the connections on which nothing is under way; Node's own `closeIdleConnections` keeps those never used. */
export function closeQuietConnections(server: http.Server): void {
  for (const socket of connections.get(server) ?? []) {
    const exchange = current.get(socket);
    if (!exchange || exchange.response.writableFinished) socket.destroy();
  }
}

/** Answers what never became a request, or stopped being one. Without a language to go by, in the hub's own. */
export function refuseConnection(config: Config, log: Logger, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'HPE_INVALID_EOF_STATE' && current.get(socket)?.request.complete === false) {
    cutUpload(socket);
    setTimeout(() => socket.destroy(), CLOSING_MS).unref();
    return;
  }
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = explainParser(error);
  log.info({ code: problem.code, parser: error.code }, 'request refused');
  const body = JSON.stringify(toProblem(problem, config.language));
  socket.end(
    [
      `HTTP/1.1 ${problem.spec.status} ${http.STATUS_CODES[problem.spec.status]}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Language: ${config.language}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function explainParser(error: NodeJS.ErrnoException): HubError {
  if (error.code === 'HPE_HEADER_OVERFLOW') return httpError('LIMIT_EXCEEDED.requestHeaders', { limit: HEADER_BYTES });
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return httpError('REQUEST_TIMEOUT');
  return httpError('REQUEST_MALFORMED');
}
