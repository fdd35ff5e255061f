import { createHash, createHmac, X509Certificate } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { backupError } from './errors.ts';
import type { Manifest } from './manifest.ts';

const MASTER = 'master.key';
const SIGNER = 'hub-signer.pem';

/**
 * What tells a key from another without saying anything of it: the certificate's digest for the signer's, a MAC under the
 * (random, 256-bit) master key itself. Null where the hub has made none yet.
 */
export async function keyFingerprints(dataDir: string): Promise<Manifest['keys']> {
  const master = await readIfThere(path.join(dataDir, MASTER));
  const signer = await readIfThere(path.join(dataDir, 'keys', SIGNER));
  return { master: master && ofMaster(master), signer: signer && ofSigner(signer) };
}

/** The master key's file among the given keys, else in the data directory. */
export function masterKeyIn(dataDir: string, given: string | undefined): string {
  return path.join(given ?? dataDir, MASTER);
}

/** Throws RESTORE_KEYS_MISSING when there is no such file, or its keys are not those of this fingerprint. */
export async function requireMaster(file: string, fingerprint: string | null): Promise<void> {
  const text = await readIfThere(file);
  const fits = text !== null && (fingerprint === null || hasAll(ofMaster(text), fingerprint));
  if (!fits) throw backupError('RESTORE_KEYS_MISSING', { file });
}

/**
 * Puts the keys of a backed-up hub in place: from the folder given, else those that lie in the data directory already.
 * Throws RESTORE_KEYS_MISSING when one is absent or is not the one that the backup was made with.
 */
export async function placeKeys(keys: Manifest['keys'], dataDir: string, given: string | undefined): Promise<void> {
  const wanted = [
    { fingerprint: keys.master, name: MASTER, place: path.join(dataDir, MASTER), of: ofMaster },
    { fingerprint: keys.signer, name: SIGNER, place: path.join(dataDir, 'keys', SIGNER), of: ofSigner },
  ].filter((one) => one.fingerprint !== null);
  const found = await Promise.all(
    wanted.map(async ({ fingerprint, name, place, of }) => {
      const file = given === undefined ? place : path.join(given, name);
      const text = await readIfThere(file);
      if (text === null || !hasAll(of(text), fingerprint!)) throw backupError('RESTORE_KEYS_MISSING', { file });
      return { file, place };
    }),
  );
  for (const { file, place } of found) {
    if (path.resolve(file) === path.resolve(place)) continue;
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    // A copy takes the mode along; where keys are kept it may be wider than the hub allows.
    await copyFile(file, place);
    await chmod(place, 0o600);
  }
}

/** One MAC a line: rotation adds lines, and a backup needs those that it was made with, not those that came since. */
function ofMaster(text: string): string {
  const lines = text.split('\n').filter(Boolean);
  return lines
    .map((line) => createHmac('sha256', line).update('lienthong backup').digest('hex').slice(0, 32))
    .join(' ');
}

function hasAll(found: string | null, wanted: string): boolean {
  const there = new Set(found?.split(' '));
  return wanted.split(' ').every((one) => there.has(one));
}

function ofSigner(pem: string): string | null {
  try {
    return createHash('sha256')
      .update(new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERT'))).raw)
      .digest('hex');
  } catch {
    return null;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
