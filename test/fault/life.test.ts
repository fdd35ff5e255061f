import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTemporaryServer, type TemporaryServer } from '../support/postgres.ts';
import { redisAvailable } from '../support/redis.ts';
import { live } from './life/life.ts';

const LONG = process.env.LONG === '1';
/** Replayable: LIFE_SEED=<number> lives that one life again. Odd ones are lived on the PostgreSQL engine. */
const ONE = process.env.LIFE_SEED;
const FIRST = Number(ONE ?? (LONG ? Date.now() % 1_000_000 : 7));
const LIVES = LONG && ONE === undefined ? 50 : 1;
const SIZE = LONG || ONE ? { pauseMs: 100, faults: 20, settleMs: 20_000 } : { pauseMs: 60, faults: 5, settleMs: 4_000 };
const REDIS = redisAvailable();

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporaryServer();
});
afterAll(() => server.stop());

test.for(Array.from({ length: LIVES }, (_, n) => FIRST + n))(
  'whatever fails: none lost, none doubled, none overtaken (LIFE_SEED=%i)',
  { timeout: LONG || ONE ? 600_000 : 180_000 },
  async (seed, { signal, onTestFinished }) => {
    const life = live(server, seed, REDIS && seed % 2 === 0 ? 'redis' : 'postgres', SIZE, signal);
    // One that took too long ends its processes before PostgreSQL is taken from them.
    onTestFinished(() =>
      life.then(
        () => {},
        () => {},
      ),
    );
    const figures = await life;
    console.info(JSON.stringify(figures));
    expect(figures.collapses).toEqual([]);
    expect(figures.slowestStopMs).not.toBeNull();
    expect(figures.documents).toBeGreaterThan(0);
  },
);
