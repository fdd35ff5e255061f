import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { syncDirectory } from './files.ts';
import { isId } from './ids.ts';

const STALE_SPOOL_MS = 24 * 3_600_000;

/** Immutable files named by submission id, and the spool where they are written first. */
export interface Blobs {
  /** Moves a synced spool file to its place; it is there after a power cut once this returns. */
  put(id: string, fromPath: string): Promise<void>;
  path(id: string): string;
  /** Throws ENOENT through the stream when the bytes are gone. */
  open(id: string, range?: { offset: number; length: number }): Readable;
  /** Removing what is not there is no error. */
  remove(id: string): Promise<void>;
  list(): AsyncIterable<{ id: string; modifiedMs: number }>;
  /** Bytes that the disk still takes from this user. */
  freeBytes(): Promise<number>;
  /** Size of the whole disk in bytes. */
  diskBytes(): Promise<number>;
  readonly spoolDir: string;
  spoolPath(id: string): string;
}

/** Opens `<dataDir>/blobs` and `<dataDir>/spool` (one file system, so moving is a rename) and clears spool files of a day ago. */
export async function openBlobs(dataDir: string): Promise<Blobs> {
  const root = path.join(dataDir, 'blobs');
  const spoolDir = path.join(dataDir, 'spool');
  for (const directory of [dataDir, root, spoolDir]) await mkdir(directory, { recursive: true, mode: 0o700 });
  await clearSpool(spoolDir);
  // The last digits of a UUIDv7 are random: 256 folders fill evenly.
  const folderOf = (id: string) => path.join(root, checked(id).slice(-2));
  const pathOf = (id: string) => path.join(folderOf(id), id);
  return {
    async put(id, fromPath) {
      const folder = folderOf(id);
      if (await mkdir(folder, { recursive: true, mode: 0o700 })) await syncDirectory(root);
      await rename(fromPath, pathOf(id));
      await syncDirectory(folder);
    },
    path: pathOf,
    open(id, range) {
      if (range?.length === 0) return Readable.from([]);
      const bounds = range ? { start: range.offset, end: range.offset + range.length - 1 } : {};
      return createReadStream(pathOf(id), { ...bounds, highWaterMark: 256 * 1024 });
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async *list() {
      for (const folder of await readdir(root)) {
        for (const id of await readdir(path.join(root, folder))) {
          const info = await stat(path.join(root, folder, id)).catch(() => undefined);
          if (info && isId(id)) yield { id, modifiedMs: info.mtimeMs };
        }
      }
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
    async diskBytes() {
      const { blocks, bsize } = await statfs(root);
      return blocks * bsize;
    },
    spoolDir,
    spoolPath: (id) => path.join(spoolDir, checked(id)),
  };
}

/** Ids come from requests too: only a UUID becomes a file name. */
function checked(id: string): string {
  if (!isId(id)) throw new Error('not a blob id');
  return id;
}

/** What a killed process left: other processes may be writing here, so only old files go. */
async function clearSpool(spoolDir: string): Promise<void> {
  for (const name of await readdir(spoolDir)) {
    const file = path.join(spoolDir, name);
    const info = await stat(file).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > STALE_SPOOL_MS) await rm(file, { recursive: true, force: true });
  }
}
