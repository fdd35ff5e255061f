import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncDirectory } from '../platform/files.ts';
import { LIST } from './entries.ts';
import { backupError } from './errors.ts';
import { requireMaster } from './keys.ts';
import { DATABASE_TAR } from './physical.ts';
import { isSealed, sealOf } from './seal.ts';

const FILE = 'manifest.json';
/** The manifest's HMAC under the hub's master key (`seal.ts`); the manifest has the digests of everything else. */
const SEAL = 'manifest.json.hmac';

/** Every name that a restore puts into a statement or a path, in the only form that a backup writes. */
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const dump = z.string().regex(/^tables\/[a-z_][a-z0-9_]{0,62}\.copy\.gz$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);
const digested = <N extends z.ZodType<string>>(name: N) => z.object({ name, bytes: size, sha256 });

/** What a backup says of itself. A reader takes the formats that it knows and no other. */
const schema = z.object({
  format: z.literal(2),
  kind: z.enum(['physical', 'logical']),
  program: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Version of the server, and for a physical backup the machine that its files are bound to. */
  postgres: z.string(),
  machine: z.string(),
  migrations: z.array(z.object({ name: z.string().regex(/^[0-9]{4}_[a-z0-9_]+\.sql$/), sha256: z.string() })),
  /** First day of the oldest month that has a partition. */
  oldestMonth: z.iso.date(),
  /** Fingerprints of the keys that belong to this state; the keys themselves are never in a backup. */
  keys: z.object({ master: z.string().nullable(), signer: z.string().nullable() }),
  /** Files of this backup: the database, and the list of the files beside it. */
  database: z.array(digested(z.union([z.literal(DATABASE_TAR), dump]))),
  list: digested(z.literal(LIST)).extend({ entries: size, entryBytes: size }),
  /** Of a logical backup, in the order of their names. */
  tables: z.array(z.object({ name: identifier, columns: z.array(identifier), rows: size, file: dump })),
  sequences: z.array(z.object({ name: identifier, value: z.string().regex(/^[0-9]{1,19}$/) })),
  /** Submissions whose bytes went, as they had to, after the database was read. */
  gone: z.array(z.uuid()),
  /** Submissions whose bytes the hub had already lost, or that are not what was handed in. Always empty, or an alarm. */
  missing: z.array(z.string()),
});

export type Manifest = z.infer<typeof schema>;

export async function writeManifest(folder: string, manifest: Manifest, masterKeyFile: string): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(path.join(folder, FILE), text, { mode: 0o600, flush: true });
  const seal = await sealOf(masterKeyFile, text);
  await writeFile(path.join(folder, SEAL), `${seal}\n`, { mode: 0o600, flush: true });
  await syncDirectory(folder);
}

/**
 * @param masterKeyFile of the hub that was backed up; null when it is lost, and the backup is taken as it lies there
 * @throws BACKUP_DAMAGED when the manifest is not one that this hub wrote, or of a format that is not known;
 *   RESTORE_KEYS_MISSING when the key is absent or another one
 */
export async function readManifest(folder: string, masterKeyFile: string | null): Promise<Manifest> {
  const [text, seal] = await Promise.all(
    [FILE, SEAL].map((name) =>
      readFile(path.join(folder, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw backupError('BACKUP_DAMAGED', { file: name, detail: cause.code ?? cause.message }, cause);
      }),
    ),
  );
  const read = schema.safeParse(asJson(text!));
  if (!read.success) throw backupError('BACKUP_DAMAGED', { file: FILE, detail: 'format' });
  if (masterKeyFile === null) return read.data;
  await requireMaster(masterKeyFile, read.data.keys.master);
  if (await isSealed(masterKeyFile, text!, seal!)) return read.data;
  throw backupError('BACKUP_DAMAGED', { file: FILE, detail: 'HMAC' });
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

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
