import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recipient {
  readonly url: string;
  readonly secret: string;
  /** Ids of the deliveries that were pushed here. */
  readonly deliveries: ReadonlySet<string>;
  close(): Promise<void>;
}

/** A recipient's webhook that takes whatever is pushed to it. */
export async function startRecipient(): Promise<Recipient> {
  const deliveries = new Set<string>();
  const server = http.createServer((request, response) => {
    request.resume().once('end', () => {
      deliveries.add(String(request.headers['lienthong-delivery']));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nhan`,
    secret: 'bi-mat-cua-don-vi-nhan-thu-nghiem',
    deliveries,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
