import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '../../../adapters/webhook/index.ts';
import type { Parcel } from './office.ts';
import { peek } from './peek.ts';

/** A recipient that is called instead of calling: its own HTTP server, which checks every call's HMAC. */
export interface Receiver {
  readonly url: string;
  /** Calls whose signature, digest or time was not right. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

export async function startReceiver(secret: string, take: (parcel: Parcel) => void): Promise<Receiver> {
  const refused: string[] = [];
  const server = createServer((request, response) => {
    answer(request, secret, take).then(
      (problem) => {
        if (problem) refused.push(problem);
        response.writeHead(problem ? 401 : 204).end();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/van-ban-den`,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null when the call is the hub's and the document is in; else why it was refused. */
async function answer(
  request: IncomingMessage,
  secret: string,
  take: (parcel: Parcel) => void,
): Promise<string | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  const verdict = verifyWebhook([secret], { headers, bodySha256: sha256, nowMs: Date.now() });
  if (!verdict.valid) return verdict.reason;
  if (headers['lienthong-test'] !== undefined) return null;
  // Its key is the delivery id: the same document offered twice is one document.
  take({ deliveryId: verdict.id, sha256, size: content.length, ...peek(content) });
  return null;
}
