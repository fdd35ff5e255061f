import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { embeddedState, restoreEmbedded, shippedVersion, startEmbedded } from '../platform/embedded/index.ts';
import { copyWhole } from '../platform/files.ts';
import type { Logger } from '../platform/log.ts';
import { requireRoom } from '../platform/room.ts';
import { readTar } from '../platform/tar.ts';
import { machine } from './backup.ts';
import { compareRows, type RowCheck } from './check.ts';
import { readList } from './entries.ts';
import { backupError } from './errors.ts';
import { readGzipped, requireDigest } from './files.ts';
import { masterKeyIn, placeKeys } from './keys.ts';
import { loadTables, requireEmptyDatabase } from './load.ts';
import { findBackup, type Manifest, readManifest } from './manifest.ts';
import { DATABASE_TAR } from './physical.ts';
import type { Watch } from './watch.ts';

export interface RestoreOrder {
  /** A backup, or a root of backups of which the newest is taken. */
  readonly from: string;
  readonly dataDir: string;
  /** An outer, empty database as its owner; without it the embedded server. */
  readonly databaseUrl?: string | undefined;
  /** Folder with master.key and hub-signer.pem; without it they must lie in the data directory. */
  readonly keysFrom?: string | undefined;
  /** The keys are lost: go on without them. */
  readonly withoutKeys: boolean;
  /** Move what lies in the data directory aside. */
  readonly replace: boolean;
  readonly log: Logger;
  readonly watch: Watch;
}

export interface RestoreReport {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly rows: RowCheck;
}

/**
 * Restores a backup into an empty place: its seal and digests first, the blobs next, the database last, then every row is counted
 * against its blob. Throws BACKUP_NOT_FOUND, BACKUP_DAMAGED, BACKUP_NOT_SUITABLE, NO_ROOM, RESTORE_NOT_EMPTY,
 * RESTORE_RUNNING, RESTORE_KEYS_MISSING; all but the last look at the database itself before anything is written.
 */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const { root, folder } = await findBackup(order.from);
  const master = order.withoutKeys ? null : masterKeyIn(order.dataDir, order.keysFrom);
  const manifest = await readManifest(folder, master);
  if (manifest.kind === 'physical') requireSameServer(manifest, order.databaseUrl);
  await checkDatabaseFiles(folder, manifest, order.watch);
  await emptyPlace(order);
  if (order.databaseUrl !== undefined) await requireEmptyDatabase(order.databaseUrl);
  await mkdir(order.dataDir, { recursive: true, mode: 0o700 });
  await requireRoom(order.dataDir, manifest.list.entryBytes + sum(manifest.database.map((file) => file.bytes)));
  if (!order.withoutKeys) await placeKeys(manifest.keys, order.dataDir, order.keysFrom);
  await copyBack(root, folder, manifest, order);
  const rows = await withRestored(folder, manifest, order, async (ownerUrl) => {
    await forgetGone(ownerUrl, manifest.gone);
    return compareRows(ownerUrl, folder, manifest);
  });
  order.watch.end();
  return { folder, manifest, rows };
}

/** The database of a backup, running for as long as `work` takes. */
export async function withRestored<T>(
  folder: string,
  manifest: Manifest,
  order: Pick<RestoreOrder, 'dataDir' | 'databaseUrl' | 'log' | 'watch'>,
  work: (ownerUrl: string) => Promise<T>,
): Promise<T> {
  const { dataDir, databaseUrl, log, watch } = order;
  if (databaseUrl !== undefined) {
    await loadTables(databaseUrl, folder, manifest, watch);
    return work(databaseUrl);
  }
  if (manifest.kind === 'physical') {
    watch.begin('database', 0, 'bytes');
    await restoreEmbedded(dataDir, (directory) => unpack(folder, directory, watch));
  }
  const embedded = await startEmbedded(dataDir, log);
  try {
    if (manifest.kind === 'logical') await loadTables(embedded.url, folder, manifest, watch);
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

/** Files of a server open only under the same major version on the same kind of machine. */
export function requireSameServer(manifest: Manifest, databaseUrl: string | undefined): void {
  const major = (version: string) => version.split('.')[0]!;
  const here = databaseUrl === undefined ? `PostgreSQL ${major(shippedVersion())}, ${machine()}` : 'DATABASE_URL';
  const made = `PostgreSQL ${major(manifest.postgres)}, ${manifest.machine}`;
  if (here !== made) throw backupError('BACKUP_NOT_SUITABLE', { made, here });
}

export async function checkDatabaseFiles(folder: string, manifest: Manifest, watch: Watch): Promise<void> {
  const files = [...manifest.database, manifest.list];
  watch.begin('digests', sum(files.map((file) => file.bytes)), 'bytes');
  let done = 0;
  for (const file of files) {
    await requireDigest(folder, file);
    done += file.bytes;
    watch.at(done);
  }
}

async function emptyPlace({ dataDir, databaseUrl, replace }: RestoreOrder): Promise<void> {
  if ((await embeddedState(dataDir)) === 'running') throw backupError('RESTORE_RUNNING', { place: dataDir });
  const parts = databaseUrl === undefined ? ['postgres', 'blobs'] : ['blobs'];
  for (const part of parts) {
    const place = path.join(dataDir, part);
    if (!(await holdsSomething(place))) continue;
    if (!replace) throw backupError('RESTORE_NOT_EMPTY', { place });
    await rename(place, `${place}.before-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}`);
  }
}

async function holdsSomething(place: string): Promise<boolean> {
  return (await readdir(place).catch(() => [])).length > 0;
}

async function copyBack(root: string, folder: string, manifest: Manifest, order: RestoreOrder): Promise<void> {
  order.watch.begin('files', manifest.list.entryBytes, 'bytes');
  let done = 0;
  const lost = new Set(manifest.missing);
  const gone = new Set(manifest.gone);
  for await (const entry of readList(folder)) {
    const id = path.basename(entry.path);
    if (lost.has(id) || lost.has(entry.path) || gone.has(id)) continue;
    const to = path.join(order.dataDir, entry.path);
    const copied = await copyWhole(path.join(root, entry.path), to).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOSPC') throw cause;
      throw backupError('BACKUP_DAMAGED', { file: entry.path, detail: cause.code ?? cause.message }, cause);
    });
    if (copied.sha256 !== entry.sha256) throw backupError('BACKUP_DAMAGED', { file: entry.path, detail: 'SHA-256' });
    done += entry.bytes;
    order.watch.at(done);
  }
}

/** The server syncs all of its files when it starts from a backup, before it says that it is up. */
async function unpack(folder: string, directory: string, watch: Watch): Promise<void> {
  let done = 0;
  for await (const { entry, content } of readTar(readGzipped(folder, DATABASE_TAR))) {
    const place = path.resolve(directory, entry.name);
    if (place === directory) continue;
    if (!place.startsWith(directory + path.sep)) {
      throw backupError('BACKUP_DAMAGED', { file: DATABASE_TAR, detail: entry.name.slice(0, 80) });
    }
    if (entry.type === 'directory') await mkdir(place, { recursive: true, mode: 0o700 });
    else if (entry.type === 'file') {
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      await pipeline(Readable.from(content), createWriteStream(place, { mode: 0o600 }));
      done += entry.size;
      watch.at(done);
    } else throw backupError('BACKUP_DAMAGED', { file: DATABASE_TAR, detail: `${entry.type} ${entry.name}` });
  }
  if (!(await stat(path.join(directory, 'backup_label')).catch(() => undefined))) {
    throw backupError('BACKUP_DAMAGED', { file: DATABASE_TAR, detail: 'backup_label' });
  }
}

async function forgetGone(ownerUrl: string, gone: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => {});
  await client.connect();
  await client
    .query('update submission set has_bytes = false where id = any($1::uuid[])', [gone])
    .finally(() => client.end());
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
