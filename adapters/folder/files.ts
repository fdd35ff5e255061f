import { createWriteStream } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isHubError } from '../../src/platform/errors.ts';
import { belowRoots } from '../connector.ts';
import { error } from './errors.ts';

/** A file being written; another program leaves such names alone, as the hub does. */
const UNFINISHED = /^[.~]|\.(tmp|part|partial|crdownload|filepart)$/i;
const DOCUMENT = /\.(edxml|xml)$/i;

/** The folder itself, if it is one and lies below an allowed root. Links are followed first. */
export async function requireFolder(folder: string, roots: readonly string[]): Promise<string> {
  return guarded(folder, async () => {
    const found = await belowRoots(folder, roots);
    if (found === null) throw error('FOLDER_NOT_ALLOWED', { folder });
    if (!(await stat(found)).isDirectory()) throw error('FOLDER_UNAVAILABLE', { folder, reason: 'ENOTDIR' });
    return found;
  });
}

/** One name, and no way out of its folder. */
export function requireName(address: string): string {
  if (!/^[^/\\\0.][^/\\\0]{0,199}$/.test(address)) throw error('FOLDER_ADDRESS_INVALID', { address });
  return address;
}

/** Writes a file that nobody sees before it is whole and durable; one of the same name is replaced. */
export async function dropWhole(folder: string, name: string, content: Readable, signal: AbortSignal): Promise<void> {
  const [unfinished, whole] = [path.join(folder, `${name}.tmp`), path.join(folder, name)];
  await guarded(folder, async () => {
    await mkdir(folder, { recursive: true });
    try {
      await pipeline(content, createWriteStream(unfinished, { flush: true }), { signal });
      await rename(unfinished, whole);
    } catch (problem) {
      await rm(unfinished, { force: true });
      throw problem;
    }
    await syncFolder(folder);
  });
}

export interface Found {
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Whole documents in a folder, oldest first; none where there is no such folder. Links and folders are passed over. */
export async function listDocuments(folder: string, most: number): Promise<Found[]> {
  return guarded(folder, async () => {
    const names = await readdir(folder).catch((problem: NodeJS.ErrnoException) => {
      if (problem.code === 'ENOENT' || problem.code === 'ENOTDIR') return [];
      throw problem;
    });
    const found: Found[] = [];
    for (const name of names.filter((one) => DOCUMENT.test(one) && !UNFINISHED.test(one))) {
      const facts = await lstat(path.join(folder, name)).catch(() => null);
      if (facts?.isFile()) found.push({ name, size: facts.size, modifiedMs: facts.mtimeMs });
    }
    return found.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1)).slice(0, most);
  });
}

/** Moves a file aside; a file of that name that is there already is not overwritten. Gives the name that it got. */
export async function moveAside(from: string, folder: string): Promise<string> {
  return guarded(folder, async () => {
    await mkdir(folder, { recursive: true });
    const { name, ext } = path.parse(from);
    for (let copy = 0; ; copy += 1) {
      const free = copy === 0 ? `${name}${ext}` : `${name} (${copy})${ext}`;
      // Reserved first: two that move aside at once never take one name.
      const handle: FileHandle | null = await open(path.join(folder, free), 'wx').catch((problem) => {
        if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return null;
        throw problem;
      });
      if (!handle) continue;
      await handle.close();
      await rename(from, path.join(folder, free));
      return free;
    }
  });
}

export async function writeBeside(folder: string, name: string, text: string): Promise<void> {
  await guarded(folder, () => writeFile(path.join(folder, name), text));
}

/** What the operating system refuses, in words; what is known already is passed on. */
export async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (isHubError(problem) || typeof code !== 'string' || !code.startsWith('E')) throw problem;
    throw error('FOLDER_UNAVAILABLE', { folder, reason: code });
  }
}

/** A renamed file is there after a power cut only when its folder was written too; a share may not know how. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => {});
  await handle.close();
}
