import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Hub } from '../hub.ts';
import { newId } from '../platform/ids.ts';
import { openSealingKey, type SealingKey } from '../registry/index.ts';

/**
 * Seals a package that the hub has written with the key that it holds for the sender. Gives the path of the sealed one in
 * the spool, which the caller removes. @throws SECRET_UNREADABLE
 */
export async function sealPackage(hub: Hub, unsealed: Readable, key: SealingKey): Promise<string> {
  const { blobs, verifier, vault } = hub;
  const [source, target] = [blobs.spoolPath(newId()), blobs.spoolPath(newId())];
  try {
    await pipeline(unsealed, createWriteStream(source, { flags: 'wx', mode: 0o600 }));
    await verifier.seal({ source, target, key: openSealingKey(vault, key) });
    return target;
  } catch (problem) {
    await rm(target, { force: true });
    throw problem;
  } finally {
    await rm(source, { force: true });
  }
}
