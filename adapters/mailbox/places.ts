import { isHubError } from '../../src/platform/errors.ts';
import { belowRoots } from '../connector.ts';
import { error } from './errors.ts';

/** A file or folder of this machine that the hub may use, links followed. @throws MAIL_FOLDER_UNUSABLE */
export async function requirePlace(place: string, roots: readonly string[]): Promise<string> {
  const real = await guarded(place, () => belowRoots(place, roots));
  if (real === null) throw error('MAIL_FOLDER_UNUSABLE', { place, words: 'FOLDER_ROOTS' });
  return real;
}

/** What the operating system refuses, in words. @throws MAIL_FOLDER_UNUSABLE */
export async function guarded<T>(place: string, work: () => Promise<T>): Promise<T> {
  return work().catch((cause: NodeJS.ErrnoException) => {
    if (isHubError(cause)) throw cause;
    throw error('MAIL_FOLDER_UNUSABLE', { place, words: cause.code ?? cause.name }, cause);
  });
}
