import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';

const uploads = new WeakMap<Socket, PassThrough>();

/**
 * The body of an upload as a stream of its own. Whoever stops reading it destroys only this stream: the connection
 * stays open for the answer that says why. A client that goes away ends it with ECONNRESET.
 */
export function openUpload(request: IncomingMessage): Readable {
  const body = new PassThrough({ highWaterMark: 256 * 1024 });
  uploads.set(request.socket, body);
  const lose = () => body.destroy(goneError());
  request.once('error', lose);
  request.once('close', () => {
    if (!request.complete) lose();
  });
  return request.pipe(body);
}

/**
 * The client has ended its side of the connection in the middle of a body and still listens: ends the upload, so that
 * the answer can say how much was missing. False when no upload was under way.
 */
export function endUpload(socket: Socket): boolean {
  const body = uploads.get(socket);
  if (!body || body.readableEnded || body.destroyed) return false;
  body.destroy(goneError());
  return true;
}

function goneError(): Error {
  return Object.assign(new Error('the client went away'), { code: 'ECONNRESET' });
}
