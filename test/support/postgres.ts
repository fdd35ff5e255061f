import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '../../src/platform/embedded/index.ts';
import { openLog } from '../../src/platform/log.ts';

export interface TemporaryServer {
  /** Connection string of its database `lienthong`, as the owner. */
  readonly url: string;
  /** Ends it without a checkpoint, as a crash does, and starts it again on the same socket. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL of the caller's own, its data in a temporary folder. */
export async function startTemporaryServer(): Promise<TemporaryServer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-test-'));
  const file = path.join(directory, 'postgres/data/postmaster.pid');
  const start = () => startEmbedded(directory, openLog('warn'));
  const end = () => process.kill(Number.parseInt(readFileSync(file, 'utf8'), 10), 'SIGQUIT');
  const joined = [await start()];
  // An interrupted runner exits at once, without tearing down; the server must not outlive it.
  const abandon = () => {
    end();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  };
  process.once('exit', abandon);
  return {
    url: joined[0]!.url,
    async crash() {
      end();
      while (existsSync(file)) await pause(20);
      joined.push(await start());
    },
    async stop() {
      process.off('exit', abandon);
      for (const one of joined) await one.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
