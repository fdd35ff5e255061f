import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '../../adapters/webhook/index.ts';
import { WEBHOOK_SECRET } from './stage.ts';

export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** A recipient's webhook that checks every call as a recipient should: HMAC, age and digest of the body. */
export async function startReceiver(): Promise<Receiver> {
  const server = http.createServer(async (request, response) => {
    const body = await buffer(request);
    const checked = verifyWebhook([WEBHOOK_SECRET], {
      headers: request.headers as Record<string, string | undefined>,
      bodySha256: createHash('sha256').update(body).digest('hex'),
      nowMs: Date.now(),
    });
    response.writeHead(checked.valid ? 204 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nhan`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
