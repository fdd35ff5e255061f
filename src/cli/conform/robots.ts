import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A robot agency that is pushed to: always refuses for good, or is away until somebody brings it back. */
export interface PushedRobots {
  readonly urls: Readonly<Record<'fails' | 'down', string>>;
  /** Deliveries that the one without connection was offered and could not take. */
  readonly missed: ReadonlySet<string>;
  /** From now on it takes this delivery. */
  comeBack(deliveryId: string): void;
  close(): Promise<void>;
}

export async function startPushedRobots(): Promise<PushedRobots> {
  const missed = new Set<string>();
  const back = new Set<string>();
  const server = createServer((request, response) => {
    const deliveryId = String(request.headers['lienthong-delivery']);
    request.resume().once('end', () => {
      if (request.url === '/fails') return response.writeHead(410).end();
      if (back.has(deliveryId)) return response.writeHead(204).end();
      missed.add(deliveryId);
      return response.writeHead(503).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: { fails: `${base}/fails`, down: `${base}/down` },
    missed,
    comeBack: (deliveryId) => void back.add(deliveryId),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
