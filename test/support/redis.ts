import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

export interface TestRedis {
  readonly url: string;
  /** Ends the server without a goodbye, as a crash does. */
  kill(): void;
  /** Loses every key, then the server, and starts it again on the same port. */
  lose(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether queue tests can run on Redis here: REDIS_URL, or a redis-server binary to start an own one. */
export function redisAvailable(): boolean {
  const found = process.env.REDIS_URL !== undefined || spawnSync('redis-server', ['--version']).status === 0;
  if (!found) console.warn('SKIPPED: queue tests on Redis. No redis-server binary and no REDIS_URL on this machine.');
  return found;
}

/** An own redis-server on a free port, its data in a temporary folder (or REDIS_URL, emptied first). */
export async function testRedis(): Promise<TestRedis> {
  if (process.env.REDIS_URL) {
    const url = process.env.REDIS_URL;
    await flush(url);
    return { url, kill: () => {}, lose: () => flush(url), stop: async () => {} };
  }
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--appendonly', 'yes', '--save', ''];
  const start = async () => {
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await listening(started);
    return started;
  };
  const url = `redis://127.0.0.1:${port}`;
  let server = await start();
  const end = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    kill: () => server.kill('SIGKILL'),
    lose: async () => {
      await flush(url);
      await end();
      server = await start();
    },
    stop: async () => {
      await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function flush(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall().finally(() => client.disconnect());
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (/ready to accept connections/i.test(output)) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
  });
}
