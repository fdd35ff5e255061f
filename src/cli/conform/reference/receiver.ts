import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '../../../wire/index.ts';
import { NotTaken } from './mailroom.ts';
import type { Quirk } from './quirks.ts';

export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** The webhook of the reference system: checks, stores, and only then says 2xx. */
export async function startReceiver(
  secret: () => string,
  takeIn: (deliveryId: string, bytes: Buffer) => Promise<void>,
  quirks: ReadonlySet<Quirk>,
): Promise<Receiver> {
  async function answer(request: IncomingMessage): Promise<number> {
    const bytes = await buffer(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const bodySha256 = createHash('sha256').update(bytes).digest('hex');
    const verdict = verifyWebhook([secret()], { headers, bodySha256, nowMs: Date.now() });
    if (!verdict.valid && !quirks.has(verdict.reason === 'stale' ? 'ignores-the-clock' : 'believes-everybody'))
      return quirks.has('refuses-for-good') ? 404 : 401;
    try {
      await takeIn(headers['lienthong-delivery']!, bytes);
      return 204;
    } catch (problem) {
      if (problem instanceof NotTaken) return problem.status;
      throw problem;
    }
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/van-ban-den`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
