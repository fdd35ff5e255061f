import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningHub, startHub } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/platform/config.ts';
import { openLog } from '../../src/platform/log.ts';
import { type TestDatabase, testDatabase } from './database.ts';

export interface TestHub {
  readonly hub: RunningHub;
  readonly database: TestDatabase;
  readonly dataDir: string;
  /** Closes the hub and starts it again on the same state. */
  restart(): Promise<RunningHub>;
  close(): Promise<void>;
}

/** A whole hub on a fresh database, its files in a temporary folder; it listens on a free port of the loopback. */
export async function testHub(changes: Partial<Config> = {}): Promise<TestHub> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lienthong-hub-'));
  const start = () =>
    startHub(
      {
        ...loadConfig({}),
        databaseUrl: database.url,
        dataDir,
        port: 0,
        outboundAllow: ['127.0.0.0/8'],
        verifierThreads: 1,
        databaseConnections: 8,
        diskReserveBytes: 1,
        ...changes,
      },
      { log: openLog('silent') },
    );
  let hub = await start();
  return {
    get hub() {
      return hub;
    },
    database,
    dataDir,
    async restart() {
      await hub.close();
      hub = await start();
      return hub;
    },
    async close() {
      await hub.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
