import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';

interface Upload {
  readonly request: IncomingMessage;
  readonly body: PassThrough;
}

const uploads = new WeakMap<Socket, Upload>();
/** Connections whose client has ended its side in the middle of a request. */
const cut = new WeakSet<Socket>();

/**
 * The body of an upload as a stream of its own. Whoever stops reading it destroys only this stream: the connection
 * stays open for the answer that says why. A client that goes away ends it with ECONNRESET.
 */
export function openUpload(request: IncomingMessage): Readable {
  const body = new PassThrough({ highWaterMark: 256 * 1024 });
  // Nobody may be reading: the upload was refused by its headers, or not looked at yet.
  body.on('error', () => {});
  const lose = () => body.destroy(goneError());
  request.once('error', lose);
  request.once('close', () => {
    if (!request.complete) lose();
  });
  const upload = { request, body };
  if (request.destroyed) lose();
  else if (cut.has(request.socket)) endEarly(upload);
  else {
    uploads.set(request.socket, upload);
    request.pipe(body);
  }
  return body;
}

/**
 * The client has ended its side of the connection in the middle of a request and still listens: ends the body, so that
 * the answer can say how much was missing. An upload that is opened only later finds it so.
 */
export function cutUpload(socket: Socket): void {
  cut.add(socket);
  const upload = uploads.get(socket);
  if (upload && !upload.request.complete) endEarly(upload);
}

export function isCut(socket: Socket): boolean {
  return cut.has(socket);
}

/** Hands on what has come. With an announced length, intake sees what is missing; without one, only an error can tell. */
function endEarly({ request, body }: Upload): void {
  request.unpipe(body);
  for (let chunk = request.read(); chunk !== null; chunk = request.read()) body.write(chunk);
  if (request.headers['content-length'] === undefined) body.destroy(goneError());
  else body.end();
}

function goneError(): Error {
  return Object.assign(new Error('the client went away'), { code: 'ECONNRESET' });
}
