import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncDirectory } from '../platform/files.ts';
import { backupError } from './errors.ts';

const FILE = 'manifest.json';
/** `<digest>  manifest.json`, as sha256sum writes and checks it. */
const SEAL = 'manifest.json.sha256';
const digested = z.object({ name: z.string(), bytes: z.number(), sha256: z.string() });

/** What a backup says of itself. A reader takes the formats that it knows and no other. */
const schema = z.object({
  format: z.literal(1),
  kind: z.enum(['physical', 'logical']),
  program: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Version of the server, and for a physical backup the machine that its files are bound to. */
  postgres: z.string(),
  machine: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** First day of the oldest month that has a partition. */
  oldestMonth: z.string(),
  /** Fingerprints of the keys that belong to this state; the keys themselves are never in a backup. */
  keys: z.object({ master: z.string().nullable(), signer: z.string().nullable() }),
  /** Files of this backup: the database, and the list of the files beside it. */
  database: z.array(digested),
  list: digested.extend({ entries: z.number(), entryBytes: z.number() }),
  /** Of a logical backup, in the order of their names. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), file: z.string() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Submissions whose bytes went, as they had to, after the database was read. */
  gone: z.array(z.string()),
  /** Submissions whose bytes the hub had already lost, or that are not what was handed in. Always empty, or an alarm. */
  missing: z.array(z.string()),
});

export type Manifest = z.infer<typeof schema>;

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(path.join(folder, FILE), text, { mode: 0o600, flush: true });
  await writeFile(path.join(folder, SEAL), `${sha256(text)}  ${FILE}\n`, { mode: 0o600, flush: true });
  await syncDirectory(folder);
}

/** Throws BACKUP_DAMAGED when the manifest is not the one that was written, or of a format that is not known. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, seal] = await Promise.all(
    [FILE, SEAL].map((name) =>
      readFile(path.join(folder, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw backupError('BACKUP_DAMAGED', { file: name, detail: cause.code ?? cause.message }, cause);
      }),
    ),
  );
  if (seal!.split(' ')[0] !== sha256(text!)) throw backupError('BACKUP_DAMAGED', { file: FILE, detail: 'SHA-256' });
  const read = schema.safeParse(JSON.parse(text!));
  if (!read.success) throw backupError('BACKUP_DAMAGED', { file: FILE, detail: 'format' });
  return read.data;
}

/**
 * The backup that a person means: the folder itself, or the newest one inside it. Gives it with the root that holds the
 * files shared by all of a root's backups. Throws BACKUP_NOT_FOUND.
 */
export async function findBackup(given: string): Promise<{ root: string; folder: string }> {
  const folder = path.resolve(given);
  if (await isBackup(folder)) return { root: path.dirname(folder), folder };
  const names = await readdir(folder).catch(() => []);
  // Names begin with the moment, so their order is that of time; a backup under way ends in `.part`.
  for (const name of names
    .filter((one) => !one.endsWith('.part'))
    .sort()
    .reverse()) {
    if (await isBackup(path.join(folder, name))) return { root: folder, folder: path.join(folder, name) };
  }
  throw backupError('BACKUP_NOT_FOUND', { folder: given });
}

async function isBackup(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, FILE)).catch(() => undefined)) !== undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
