import { createHash } from 'node:crypto';
import {
  appendFile,
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Account, runAs } from './account.ts';
import { program, ROOT_HOME } from './binaries.ts';
import { embeddedError } from './errors.ts';

export const OWNER = 'lienthong';
const PORT = 5432;
/** sun_path holds 108 bytes with its closing zero; macOS holds 104. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;
/** After a crash the old server's lock file and shared memory may outlive it by a moment. */
const START_TRIES = 12;

/** One PostgreSQL cluster on disk and where it listens. */
export interface Cluster {
  readonly data: string;
  readonly socket: string;
}

/** `<dataDir>/postgres/{data,socket}`; where that path is too long, the socket lies in a short one of our own. */
export function clusterIn(dataDir: string): Cluster {
  const near = path.join(dataDir, 'postgres', 'socket');
  const fits = Buffer.byteLength(path.join(near, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH;
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return {
    data: path.join(dataDir, 'postgres', 'data'),
    socket: fits ? near : path.join(process.getuid?.() === 0 ? ROOT_HOME : tmpdir(), `lienthong-${hash}`),
  };
}

/** A connection string over the unix socket. The host before the path is a place holder that every URL parser accepts. */
export function clusterUrl(cluster: Cluster, database: string): string {
  return `postgresql://${OWNER}@localhost:${PORT}/${database}?host=${encodeURIComponent(cluster.socket)}`;
}

export async function isRunning(cluster: Cluster): Promise<boolean> {
  const client = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres'), connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Makes the cluster on first use, beside its place: an initdb that was cut short is never taken for a cluster. */
export async function ensureCluster(account: Account, native: string, cluster: Cluster): Promise<void> {
  await ownDirectory(account, path.dirname(cluster.data));
  if (await stat(cluster.data).catch(() => undefined)) return;
  const fresh = `${cluster.data}.new`;
  await rm(fresh, { recursive: true, force: true });
  const { code, output } = await runAs(account, program(native, 'initdb'), [
    `--pgdata=${fresh}`,
    `--username=${OWNER}`,
    '--auth=trust',
    '--encoding=UTF8',
    // The same order and letters on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]);
  if (code !== 0) throw didNotStart(cluster, output);
  await appendFile(path.join(fresh, 'postgresql.conf'), "\ninclude 'lienthong.conf'\n");
  await rename(fresh, cluster.data);
}

/** Lays down a cluster that `fill` writes, beside its place too: one that was cut short is never taken for whole. */
export async function layCluster(
  account: Account,
  cluster: Cluster,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  await ownDirectory(account, path.dirname(cluster.data));
  const fresh = `${cluster.data}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await fill(fresh);
  const { uid, gid } = account.ids;
  if (uid !== undefined && gid !== undefined) {
    await chown(fresh, uid, gid);
    for (const name of await readdir(fresh, { recursive: true })) await lchown(path.join(fresh, name), uid, gid);
  }
  await rename(fresh, cluster.data);
}

/** Starts the server and waits until it answers. */
export async function startServer(account: Account, native: string, cluster: Cluster): Promise<void> {
  await ownDirectory(account, cluster.socket);
  await writeFile(path.join(cluster.data, 'lienthong.conf'), settings(cluster));
  const log = path.join(cluster.data, 'start.log');
  const args = ['start', '--wait', '--timeout=120', '--silent', `--pgdata=${cluster.data}`, `--log=${log}`];
  for (let tries = 1; ; tries++) {
    const { code } = await runAs(account, program(native, 'pg_ctl'), args);
    if (code === 0 || (await isRunning(cluster))) return;
    if (tries === START_TRIES) throw didNotStart(cluster, await lastWords(cluster));
    await pause(250);
  }
}

/** Stops without waiting for clients; what is committed stays. */
export async function stopServer(account: Account, native: string, cluster: Cluster): Promise<void> {
  const args = ['stop', '-m', 'fast', '--wait', '--timeout=60', '--silent', `--pgdata=${cluster.data}`];
  await runAs(account, program(native, 'pg_ctl'), args);
  await rmdir(cluster.socket).catch(() => {});
}

/** Nobody outside this account and root reaches the socket: its directory is 0700, and no TCP port is opened. */
function settings(cluster: Cluster): string {
  const quoted = cluster.socket.replaceAll("'", "''");
  return [
    `unix_socket_directories = '${quoted}'`,
    "listen_addresses = ''",
    `port = ${PORT}`,
    'max_connections = 200',
    'fsync = on',
    'synchronous_commit = on',
    "timezone = 'UTC'",
    'logging_collector = on',
    // A week of logs, each day's file overwritten a week later.
    "log_filename = 'postgresql-%a.log'",
    'log_truncate_on_rotation = on',
    '',
  ].join('\n');
}

/** Makes a directory for the account alone. One that somebody else laid there (a link in /tmp) is not taken. */
async function ownDirectory(account: Account, directory: string): Promise<void> {
  await mkdir(path.dirname(directory), { recursive: true, mode: 0o755 });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid = process.getuid?.() ?? 0, gid } = account.ids;
  const found = await lstat(directory);
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== process.getuid?.())) {
    throw embeddedError('DATA_DIRECTORY_OUT_OF_REACH', { account: account.name, directory });
  }
  if (gid !== undefined) await chown(directory, uid, gid);
  await chmod(directory, 0o700);
}

/** The newest FATAL line of today's log, or the end of what the server said before it had a log. */
async function lastWords(cluster: Cluster): Promise<string> {
  const logs = path.join(cluster.data, 'log');
  const texts: string[] = [];
  for (const name of await readdir(logs).catch(() => [])) texts.push(await readFile(path.join(logs, name), 'utf8'));
  const fatal = texts
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('FATAL:'))
    .sort()
    .at(-1);
  return fatal ?? (await readFile(path.join(cluster.data, 'start.log'), 'utf8').catch(() => '')).slice(-600);
}

function didNotStart(cluster: Cluster, detail: string) {
  return embeddedError('EMBEDDED_DID_NOT_START', { detail, directory: cluster.data });
}
