import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from '../../platform/files.ts';
import type { CachedAnswer, RevocationStore } from './cache.ts';

/** OCSP answers and CRLs on disk: those that may be used again, and those that a verdict rests on. */
export interface EvidenceStore extends RevocationStore {
  /** Keeps these octets for good under their SHA-256; the same octets are kept once. */
  keep(bytes: Uint8Array): Promise<void>;
}

/** Digests known to be kept; what is forgotten here is looked up on disk again. */
const REMEMBERED = 10_000;
/** After so many answers those that expired are cleared away. */
const SWEEP_AFTER = 500;

/**
 * `<directory>/<sha256>` is evidence and stays. `<directory>/current/…` is the last answer to each question, replaced by
 * the next one and removed once it expired, so that it grows with the certificates and lists in use and not with time.
 * A file appears under its name whole or not at all. Nothing is made before there is something to keep.
 */
export async function openEvidenceStore(directory: string): Promise<EvidenceStore> {
  const current = path.join(directory, 'current');
  const kept = new Set<string>();
  let saved = 0;
  await sweep(current);

  return {
    async load(key) {
      const file = path.join(current, digestOf(key));
      try {
        const [bytes, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
        return { bytes, expiresMs: mtimeMs };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async save(key, answer) {
      await write(current, digestOf(key), answer);
      saved += 1;
      if (saved % SWEEP_AFTER === 0) await sweep(current);
    },
    async keep(bytes) {
      const sha256 = digestOfOctets(bytes);
      if (kept.has(sha256)) return;
      if (!(await exists(path.join(directory, sha256)))) {
        await write(directory, sha256, { bytes });
        await syncDirectory(directory);
      }
      if (kept.size >= REMEMBERED) kept.clear();
      kept.add(sha256);
    },
  };
}

const digests = new WeakMap<Uint8Array, string>();

/** The same CRL of many megabytes proves one document after another; it is hashed once. */
export function digestOfOctets(bytes: Uint8Array): string {
  const known = digests.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  digests.set(bytes, known);
  return known;
}

/** A key names an address; as a file name it is a digest. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The time of change of the file is when its answer expires. */
async function write(
  directory: string,
  name: string,
  { bytes, expiresMs }: { bytes: Uint8Array; expiresMs?: CachedAnswer['expiresMs'] },
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const partial = path.join(directory, `${name}.${randomUUID()}${PARTIAL}`);
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    if (expiresMs !== undefined) await file.utimes(new Date(), new Date(expiresMs));
    await file.sync();
    await file.close();
    await rename(partial, path.join(directory, name));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

const PARTIAL = '.part';
const ABANDONED_MS = 3_600_000;

async function sweep(current: string): Promise<void> {
  for (const folder of [current, path.dirname(current)]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of folder === current ? names : names.filter((one) => one.endsWith(PARTIAL))) {
      const file = path.join(folder, name);
      const info = await stat(file).catch(() => null);
      const until = name.endsWith(PARTIAL) ? (info?.mtimeMs ?? 0) + ABANDONED_MS : info?.mtimeMs;
      if (info && until! < Date.now()) await rm(file, { force: true });
    }
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
