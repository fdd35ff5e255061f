import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from '../platform/log.ts';
import { requireRoom } from '../platform/room.ts';
import { compareRows, type RowCheck } from './check.ts';
import { readList } from './entries.ts';
import { requireDigest } from './files.ts';
import { findBackup, type Manifest, readManifest } from './manifest.ts';
import { checkDatabaseFiles, requireSameServer, withRestored } from './restore.ts';
import type { Watch } from './watch.ts';

/** Named in a report; more are counted. */
const NAMED = 100;

export interface VerifyOrder {
  readonly from: string;
  /** Of the hub that was backed up, to check the seal; null when it is not at hand. */
  readonly masterKeyFile: string | null;
  /** Where the temporary server lies; the system's temporary directory by default. */
  readonly scratch?: string | undefined;
  readonly log: Logger;
  readonly watch: Watch;
}

export interface VerifyReport {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Files that are absent or not what they were, named up to a hundred. */
  readonly damaged: string[];
  readonly rows: RowCheck;
  readonly valid: boolean;
}

/**
 * Proves that a backup restores and is the hub's own: checks its seal, reads every file against its digest, starts its database in a temporary server and
 * counts the rows against the files. The hub itself is not touched.
 * Throws BACKUP_NOT_FOUND, BACKUP_DAMAGED (of the database), BACKUP_NOT_SUITABLE, NO_ROOM, RESTORE_KEYS_MISSING.
 */
export async function verifyBackup(order: VerifyOrder): Promise<VerifyReport> {
  const { root, folder } = await findBackup(order.from);
  const manifest = await readManifest(folder, order.masterKeyFile);
  if (manifest.kind === 'physical') requireSameServer(manifest, undefined);
  await checkDatabaseFiles(folder, manifest, order.watch);
  const damaged = await damagedFiles(root, folder, manifest, order.watch);
  const dataDir = await mkdtemp(path.join(order.scratch ?? tmpdir(), 'lienthong-verify-'));
  try {
    await requireRoom(dataDir, 2 * manifest.database.reduce((total, file) => total + file.bytes, 0));
    const rows = await withRestored(folder, manifest, { ...order, dataDir, databaseUrl: undefined }, (ownerUrl) =>
      compareRows(ownerUrl, folder, manifest),
    );
    order.watch.end();
    const valid = damaged.length === 0 && rows.withoutBlob.length === 0 && manifest.missing.length === 0;
    return { folder, manifest, damaged, rows, valid };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function damagedFiles(root: string, folder: string, manifest: Manifest, watch: Watch): Promise<string[]> {
  watch.begin('files', manifest.list.entryBytes, 'bytes');
  const damaged: string[] = [];
  const excused = new Set([...manifest.gone, ...manifest.missing]);
  let done = 0;
  for await (const { path: name, bytes, sha256 } of readList(folder)) {
    if (excused.has(path.basename(name))) continue;
    await requireDigest(root, { name, bytes, sha256 }).catch(() => {
      if (damaged.length < NAMED) damaged.push(name);
    });
    done += bytes;
    watch.at(done);
  }
  return damaged;
}
