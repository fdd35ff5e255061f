import { mkdir } from 'node:fs/promises';
import { takeLock } from '../../platform/embedded/index.ts';
import { isHubError } from '../../platform/errors.ts';

/** A directory that this demonstration has for itself; two in one would change each other's keys. */
export interface OwnDirectory {
  readonly directory: string;
  release(): Promise<void>;
}

/** The directory that was named. Throws DATA_DIRECTORY_BUSY while another demonstration runs in it. */
export async function takeDirectory(directory: string): Promise<OwnDirectory> {
  await mkdir(directory, { recursive: true });
  return { directory, release: await takeLock(directory, 'demo.lock', 0) };
}

const MOST = 9;

/** The usual directory, or the first of `…-2`, `…-3` in which no other demonstration runs. */
export async function takeFreeDirectory(usual: string): Promise<OwnDirectory> {
  for (let number = 1; ; number++) {
    try {
      return await takeDirectory(number === 1 ? usual : `${usual}-${number}`);
    } catch (problem) {
      if (number === MOST || !isHubError(problem) || problem.code !== 'DATA_DIRECTORY_BUSY') throw problem;
    }
  }
}
