import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openLog } from '../../src/platform/log.ts';
import { openQueueEngine } from '../../src/platform/queue.ts';
import { testDatabase } from '../support/database.ts';
import { redisAvailable, testRedis } from '../support/redis.ts';

const { url: ownerUrl, drop } = await testDatabase();
const redis = redisAvailable() ? await testRedis() : undefined;
afterAll(async () => {
  await Promise.all([drop(), redis?.stop()]);
});

const engines = [
  { name: 'postgres', available: true, redisUrl: undefined },
  { name: 'redis', available: redis !== undefined, redisUrl: redis?.url },
] as const;

for (const { name, available, redisUrl } of engines) {
  describe.skipIf(!available)(`the queue engine on ${name}`, () => {
    const open = () => openQueueEngine({ ownerUrl, redisUrl, log: openLog('silent') });

    test('runs every job that was added before and after the worker came', async () => {
      const engine = await open();
      expect(engine.name).toBe(name);
      const queue = engine.queue<{ n: number }>('every');
      const seen = new Set<number>();
      const all = new Promise<void>((resolve) => {
        const note = async ({ n }: { n: number }) => {
          seen.add(n);
          if (seen.size === 20) resolve();
        };
        void (async () => {
          for (let n = 0; n < 10; n++) await queue.add({ n });
          expect(await queue.waiting()).toBe(10);
          engine.worker('every', 4, note);
          for (let n = 10; n < 20; n++) await queue.add({ n });
        })();
      });
      await all;
      expect([...seen].sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
      await engine.close();
    });

    test('a job that throws is tried once, is not kept, and stops no other', async () => {
      const engine = await open();
      const queue = engine.queue<string>('throwing');
      const seen: string[] = [];
      const second = new Promise<void>((resolve) => {
        engine.worker<string>('throwing', 1, async (data) => {
          seen.push(data);
          if (data === 'bad') throw new Error('as asked');
          resolve();
        });
      });
      await queue.add('bad');
      await queue.add('good');
      await second;
      await engine.close();
      expect(seen).toEqual(['bad', 'good']);
      const again = await open();
      expect(await again.queue('throwing').waiting()).toBe(0);
      await again.close();
    });

    test('closing waits for the running job', async () => {
      const engine = await open();
      let finish = () => {};
      let ended = false;
      const running = new Promise<void>((resolve) => {
        engine.worker('slow', 1, async () => {
          resolve();
          await new Promise<void>((done) => {
            finish = done;
          });
          ended = true;
        });
      });
      await engine.queue('slow').add({});
      await running;
      const closed = engine.close();
      expect(ended).toBe(false);
      finish();
      await closed;
      expect(ended).toBe(true);
    });
  });
}

test('a connection that PostgreSQL has closed unnoticed fails the call, and ends no process', async () => {
  const uncaught: unknown[] = [];
  const note = (problem: unknown) => uncaught.push(problem);
  process.on('uncaughtException', note);
  const engine = await openQueueEngine({ ownerUrl, log: openLog('silent') });
  const queue = engine.queue('cut');
  await queue.add({});
  // This process hears of it only after it has written to them: it stands still meanwhile.
  const closing = `import pg from 'pg';
    const client = new pg.Client({ connectionString: process.argv[1] });
    await client.connect();
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lienthong-queue'");
    await client.end();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', closing, ownerUrl]);
  await expect(engine.queue('cut-too').add({})).rejects.toThrow();
  await vi.waitFor(() => queue.add({}));
  await engine.close();
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
});
