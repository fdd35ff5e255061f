import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a page passes to the signing service: addresses of the file and of where it goes back. */
export interface SigningRequest {
  readonly FileName: string;
  readonly FileUploadHandler: string;
}

/** What happens at the person's machine; null: the service dies over it. */
export type Signing = (operation: string, request: SigningRequest) => Promise<object | null>;

export interface SigningService {
  readonly url: string;
  close(): Promise<void>;
}

/** RFC 6455 section 1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * VGCASignService as pages meet it: a WebSocket on the loopback whose address names the operation, one JSON message from
 * the page, one answer. A stand-in for demonstrations and tests; there is no token behind it.
 */
export async function openSigningService(sign: Signing): Promise<SigningService> {
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('upgrade', (request, socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${HANDSHAKE}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.once('data', (frame: Buffer) => {
      Promise.resolve()
        .then(() => sign(request.url!.slice(1), JSON.parse(readFrame(frame)) as SigningRequest))
        .then(
          (answer) => (answer ? socket.write(writeFrame(JSON.stringify(answer))) : socket.destroy()),
          (problem: unknown) => socket.write(writeFrame(JSON.stringify({ Status: 2, Message: String(problem) }))),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Fetches the file, has it signed, and posts it back; gives what the hub answered. */
export async function signAndReturn(
  { FileName, FileUploadHandler }: SigningRequest,
  sign: (file: Buffer) => Buffer | Promise<Buffer>,
): Promise<object> {
  const source = await fetch(FileName);
  if (!source.ok) return { Status: 2, Message: `Không tải được tệp (${source.status})` };
  const signed = await sign(Buffer.from(await source.arrayBuffer()));
  const form = new FormData();
  form.append('uploadfile', new Blob([new Uint8Array(signed)], { type: 'application/pdf' }), 'tep.signed.pdf');
  return (await (await fetch(FileUploadHandler, { method: 'POST', body: form })).json()) as object;
}

/** One masked text frame of a browser, of at most 65,535 bytes (RFC 6455 section 5.2). */
function readFrame(frame: Buffer): string {
  const short = frame[1]! & 0x7f;
  const [length, at] = short === 126 ? [frame.readUInt16BE(2), 4] : [short, 2];
  const mask = frame.subarray(at, at + 4);
  const data = Buffer.from(frame.subarray(at + 4, at + 4 + length));
  for (let index = 0; index < data.length; index += 1) data[index]! ^= mask[index % 4]!;
  return data.toString('utf8');
}

function writeFrame(text: string): Buffer {
  const data = Buffer.from(text);
  const head = data.length < 126 ? Buffer.from([0x81, data.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (data.length >= 126) head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}
