import { Pool } from 'undici';

/** Sends documents as fast as the hub takes them, `atOnce` at a time, or `perSecond`. Gives the time of each, in ms. */
export async function sendAll(
  url: string,
  apiKey: string,
  documents: readonly Buffer[],
  pace: { readonly atOnce: number } | { readonly perSecond: number },
): Promise<number[]> {
  const pool = new Pool(url, { connections: 32 });
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/edxml+xml' };
  const send = async (body: Buffer): Promise<number> => {
    const since = performance.now();
    const answer = await pool.request({ path: '/v1/documents', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`not accepted: ${answer.statusCode} ${text.slice(0, 500)}`);
    return performance.now() - since;
  };
  try {
    return 'atOnce' in pace ? await inTurn(documents, pace.atOnce, send) : await paced(documents, pace.perSecond, send);
  } finally {
    await pool.close();
  }
}

/** Whoever is done takes the next one. */
export async function inTurn<I, O>(items: readonly I[], atOnce: number, run: (item: I) => Promise<O>): Promise<O[]> {
  const results: O[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) results.push(await run(items[next++]!));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

async function paced<I, O>(items: readonly I[], perSecond: number, run: (item: I) => Promise<O>): Promise<O[]> {
  const from = performance.now();
  return Promise.all(
    items.map(async (item, n) => {
      await new Promise((resolve) => setTimeout(resolve, from + (n * 1_000) / perSecond - performance.now()));
      return run(item);
    }),
  );
}

/** Connections of one receiving system. */
const TAKEN_AT_ONCE = 4;

export interface Puller {
  stop(): Promise<void>;
}

/** What a pulling system does all day: list with long poll, fetch each, acknowledge each. */
export function startPulling(url: string, apiKey: string): Puller {
  const pool = new Pool(url, { connections: TAKEN_AT_ONCE });
  const headers = { authorization: `Bearer ${apiKey}` };
  let stopping = false;
  const take = async ({ deliveryId }: { deliveryId: string }) => {
    const content = await pool.request({ path: `/v1/inbox/${deliveryId}/content`, method: 'GET', headers });
    await content.body.arrayBuffer();
    const answer = await pool.request({ path: `/v1/inbox/${deliveryId}/ack`, method: 'POST', headers });
    await answer.body.dump();
    if (content.statusCode !== 200 || answer.statusCode !== 200) {
      throw new Error(`not taken: ${content.statusCode}, ${answer.statusCode}`);
    }
  };
  const running = (async () => {
    while (!stopping) {
      const answer = await pool.request({ path: '/v1/inbox?limit=100&wait=2', method: 'GET', headers });
      const { items } = (await answer.body.json()) as { items: { deliveryId: string }[] };
      await inTurn(items, TAKEN_AT_ONCE, take);
    }
  })();
  return {
    async stop() {
      stopping = true;
      await running;
      await pool.close();
    },
  };
}
