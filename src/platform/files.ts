import { open } from 'node:fs/promises';

/** A new or renamed entry is durable only when its directory is synced (fsync(2)). */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
