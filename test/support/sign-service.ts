import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type EditedPdf, sign } from './pdf-signer.ts';
import { makeSigner } from './signers.ts';

const ec = { scheme: 'ec' } as const;
/** Who signs by which operation. */
const SIGNERS = {
  SignApproved: makeSigner('C=VN, O=UBND tỉnh Thử Nghiệm, OU=Ban Giám đốc, CN=Trần Văn Mẫu, E=mau@example.vn', ec),
  SignIssued: makeSigner('C=VN, O=Tỉnh Thử Nghiệm, CN=Sở Nội vụ', ec),
};
/** RFC 6455 section 1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What happens at the person's machine once the request is there. */
export type Behaviour = 'signs' | 'has no token' | 'is cancelled' | 'returns it unsigned' | 'dies';

interface Request {
  readonly FileName: string;
  readonly FileUploadHandler: string;
}

/** VGCASignService as pages meet it: a WebSocket that takes one JSON message, fetches the file and posts it back. */
export async function openSignService() {
  const requests: (Request & { readonly operation: string })[] = [];
  let behaviour: Behaviour = 'signs';
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('upgrade', (request, socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${HANDSHAKE}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const operation = request.url!.slice(1) as keyof typeof SIGNERS;
    socket.once('data', async (frame: Buffer) => {
      const message = JSON.parse(readFrame(frame)) as Request;
      requests.push({ ...message, operation });
      if (behaviour === 'dies') return socket.destroy();
      socket.write(writeFrame(JSON.stringify(await answer(operation, message, behaviour))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** From now on. */
    behave(now: Behaviour): void {
      behaviour = now;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type SignService = Awaited<ReturnType<typeof openSignService>>;

async function answer(operation: keyof typeof SIGNERS, { FileName, FileUploadHandler }: Request, behaviour: Behaviour) {
  if (behaviour === 'has no token') return { Status: 11, Message: 'Không tìm thấy chứng thư số trên USB token' };
  if (behaviour === 'is cancelled') return { Status: 10, Message: 'Người dùng hủy bỏ thao tác ký' };
  const source = await fetch(FileName);
  if (!source.ok) return { Status: 2, Message: `Không tải được tệp (${source.status})` };
  const bytes = Buffer.from(await source.arrayBuffer());
  const signed = behaviour === 'signs' ? sign(reopen(bytes), SIGNERS[operation]).bytes : bytes;
  const form = new FormData();
  form.append('uploadfile', new Blob([new Uint8Array(signed)], { type: 'application/pdf' }), 'tep.signed.pdf');
  return (await fetch(FileUploadHandler, { method: 'POST', body: form })).json();
}

/** Where the next signature of a PDF of `makePdf` goes, whoever has signed it before. */
function reopen(bytes: Buffer): EditedPdf {
  const text = bytes.toString('latin1');
  const last = (pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.[1];
  const fields = [...(last(/\/Fields \[([^\]]*)\]/g) ?? '').matchAll(/(\d+) 0 R/g)].map((match) => Number(match[1]));
  return { bytes, next: Number(last(/\/Size (\d+)/g)), fields };
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
