import { readFileSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { embeddedError } from './errors.ts';

/**
 * Who uses the server. Starting and stopping happen under one lock file with the owner's pid; every process that uses
 * the server leaves a file of its own, and only the last one out stops it. So a command never stops the server under a
 * running hub, and a hub never loses it to a command that happened to start it first.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(directory, 'owner.lock', 60_000);
  try {
    return await work();
  } finally {
    await release();
  }
}

/**
 * Takes a lock file that only a living process can hold; a dead one's is taken over. Gives what lets it go.
 * Throws DATA_DIRECTORY_BUSY when another holds it for longer than `patienceMs`.
 */
export async function takeLock(directory: string, name: string, patienceMs: number): Promise<() => Promise<void>> {
  const lock = path.join(directory, name);
  const mine = path.join(directory, `${name}.${process.pid}.${++counter}`);
  await writeFile(mine, whoAmI());
  try {
    for (let waited = 0; !(await taken(mine, lock)); waited += 50) {
      const holder = await readFile(lock, 'utf8').catch(() => '');
      if (holder !== '' && !isAlive(holder)) await removeStale(lock, holder);
      else if (waited >= patienceMs)
        throw embeddedError('DATA_DIRECTORY_BUSY', { pid: holder.split(' ')[0]!, directory });
      else await pause(50);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(lock, { force: true });
}

/** Registers this process as a user of the server. Call under the lock. */
export async function join(directory: string): Promise<string> {
  const users = path.join(directory, 'users');
  await mkdir(users, { recursive: true });
  const file = path.join(users, `${process.pid}-${++counter}`);
  await writeFile(file, whoAmI());
  return file;
}

/** Takes a user out; true when no living one is left. Call under the lock. */
export async function leave(file: string): Promise<boolean> {
  await rm(file, { force: true });
  let others = 0;
  for (const name of await readdir(path.dirname(file))) {
    const other = path.join(path.dirname(file), name);
    if (isAlive(await readFile(other, 'utf8').catch(() => ''))) others += 1;
    else await rm(other, { force: true });
  }
  return others === 0;
}

let counter = 0;

/** A pid alone is not enough: in a container the hub has the same one after every restart. */
function whoAmI(): string {
  return `${process.pid} ${startedAt(process.pid)}`;
}

function isAlive(who: string): boolean {
  const [pid, started] = who.split(' ');
  if (!pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt(Number(pid)) === started;
}

/** Start time in ticks since boot (proc(5), field 22, counted after the name's closing parenthesis). */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}

/** A hard link is made or refused as a whole, and the file is complete when it appears. */
async function taken(mine: string, lock: string): Promise<boolean> {
  return link(mine, lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Two may see the same stale lock; the one that moved away a newer lock puts it back. */
async function removeStale(lock: string, seen: string): Promise<void> {
  const aside = `${lock}.stale.${process.pid}.${++counter}`;
  await rename(lock, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => seen);
  if (moved !== seen) await link(aside, lock).catch(() => {});
  await rm(aside, { force: true });
}
