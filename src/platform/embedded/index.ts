import { chmod, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from '../log.ts';
import { type Account, canEnter, serverAccount } from './account.ts';
import { findBinaries, shippedVersion } from './binaries.ts';
import { embeddedError } from './errors.ts';
import { join, leave, takeLock, withLock } from './holders.ts';
import {
  clusterIn,
  clusterUrl,
  ensureCluster,
  isRunning,
  layCluster,
  OWNER,
  startServer,
  stopServer,
} from './server.ts';

export { embeddedErrors } from './errors.ts';
export { shippedVersion, takeLock };

export interface Embedded {
  /** Connection string of the database `lienthong`, as its owner. */
  readonly url: string;
  /** Whether this call started the server; false when it found one running. */
  readonly started: boolean;
  /** Leaves the server, and stops it when no other process uses it. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL from the npm package on `<dataDir>/postgres`, or joins the one that already runs there.
 * As root the server and its files belong to uid 65534, since PostgreSQL refuses to run as root.
 * Throws EMBEDDED_NOT_AVAILABLE, DATA_DIRECTORY_OUT_OF_REACH, DATA_DIRECTORY_BUSY, EMBEDDED_DID_NOT_START.
 */
export async function startEmbedded(dataDir: string, log: Logger): Promise<Embedded> {
  const directory = path.resolve(dataDir);
  const account = serverAccount();
  await openDirectory(account, directory);
  const native = await findBinaries(account, directory);
  const cluster = clusterIn(directory);
  const { started, user } = await withLock(directory, async () => {
    const running = await isRunning(cluster);
    if (!running) {
      await ensureCluster(account, native, cluster);
      await startServer(account, native, cluster);
    }
    await createDatabase(clusterUrl(cluster, 'postgres'));
    return { started: !running, user: await join(directory) };
  });
  log.info({ directory, started, account: account.name }, 'embedded PostgreSQL is running');
  let stopped: Promise<void> | undefined;
  const stop = () =>
    withLock(directory, async () => {
      if (await leave(user)) await stopServer(account, native, cluster);
    });
  return {
    url: clusterUrl(cluster, OWNER),
    started,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** What lies on `<dataDir>/postgres`. */
export async function embeddedState(dataDir: string): Promise<'absent' | 'stopped' | 'running'> {
  const cluster = clusterIn(path.resolve(dataDir));
  if (!(await stat(cluster.data).catch(() => undefined))) return 'absent';
  return (await isRunning(cluster)) ? 'running' : 'stopped';
}

/** Puts the files of a server, written by `fill`, where `startEmbedded` will find them. There must be none yet. */
export async function restoreEmbedded(dataDir: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const directory = path.resolve(dataDir);
  const account = serverAccount();
  await openDirectory(account, directory);
  await withLock(directory, () => layCluster(account, clusterIn(directory), fill));
}

/** The data directory is ours to open for the server's account; its parents are not. */
async function openDirectory(account: Account, directory: string): Promise<void> {
  const fresh = await mkdir(directory, { recursive: true, mode: account.ids.uid === undefined ? 0o700 : 0o711 });
  if (canEnter(account, directory)) return;
  if (!fresh) await chmod(directory, ((await stat(directory)).mode & 0o777) | 0o011);
  if (!canEnter(account, directory)) {
    throw embeddedError('DATA_DIRECTORY_OUT_OF_REACH', { account: account.name, directory });
  }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [OWNER]);
    if (rowCount === 0) await client.query(`create database ${OWNER}`);
  } finally {
    await client.end();
  }
}
