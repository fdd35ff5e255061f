import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Leaves only `bytes` free. Gives what makes room again. */
  fill(bytes: number): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** A disk of our own, or null where this machine lets nobody mount one; that is said loudly. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lienthong-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
  if (spawnSync('mount', options, { stdio: 'ignore' }).status !== 0) {
    await rm(folder, { recursive: true });
    console.warn('\n!!! no small disk can be mounted here: the tests of a full disk are SKIPPED !!!\n');
    return null;
  }
  await chmod(folder, 0o755);
  return {
    path: folder,
    async fill(bytes) {
      const { bavail, bsize } = await statfs(folder);
      const file = path.join(folder, 'filler');
      // Others write to it meanwhile; then it is full sooner.
      await writeFile(file, Buffer.alloc(Math.max(0, bavail * bsize - bytes))).catch((error) => {
        if (error.code !== 'ENOSPC') throw error;
      });
      return () => rm(file);
    },
    async remove() {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
