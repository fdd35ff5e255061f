import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { keepBlobs } from '../platform/blob-deletion.ts';
import { takeLock } from '../platform/embedded/index.ts';
import { copyWhole, syncDirectory } from '../platform/files.ts';
import { lowestIdAt } from '../platform/ids.ts';
import { requireRoom } from '../platform/room.ts';
import { type Entry, readList, submissionOf, writeList } from './entries.ts';
import { keyFingerprints, masterKeyIn } from './keys.ts';
import { dumpTables, inSnapshot } from './logical.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { takeBaseBackup } from './physical.ts';
import type { Watch } from './watch.ts';

/** A verdict may wait this long (24 h), and bytes may go with it; older submissions have theirs or not. */
const DECISION_DAYS = 3;

export interface BackupOrder {
  /** The database, as its owner. */
  readonly ownerUrl: string;
  readonly dataDir: string;
  /** Root of backups: each gets a folder of its own, immutable files are shared by all. */
  readonly to: string;
  /** `physical`: the embedded server's files. `logical`: every table as text, for any PostgreSQL. */
  readonly kind: Manifest['kind'];
  /** Version of this program. */
  readonly program: string;
  readonly watch: Watch;
}

export interface BackupReport {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Files that this backup added to the root, and their bytes; the others were there. */
  readonly added: number;
  readonly addedBytes: number;
}

/**
 * Backs up a hub that goes on working: the database first, then the blobs that its rows own, none of which is removed
 * meanwhile. The backup appears under its name only when it is whole and on disk.
 * Throws NO_ROOM, DATA_DIRECTORY_BUSY when another backup writes to the same root.
 */
export async function makeBackup(order: BackupOrder): Promise<BackupReport> {
  await mkdir(order.to, { recursive: true, mode: 0o700 });
  const release = await takeLock(order.to, 'backup.lock', 0);
  const guard = new pg.Client({ connectionString: order.ownerUrl, options: '-c timezone=UTC' });
  guard.on('error', () => {});
  try {
    await removeUnfinished(order.to);
    await guard.connect();
    await keepBlobs(guard);
    return await write(order, guard);
  } finally {
    await guard.end();
    await release();
  }
}

async function write(order: BackupOrder, guard: pg.Client): Promise<BackupReport> {
  const { to, watch } = order;
  const facts = await readFacts(guard);
  await requireRoom(to, facts.databaseBytes);
  const name = `${facts.startedAt.replace(/[:.]/g, '-')}-${order.kind}`;
  const part = path.join(to, `${name}.part`);
  await mkdir(part, { mode: 0o700 });
  const taken =
    order.kind === 'physical' ? await physical(order, part, facts.databaseBytes) : await logical(order, part);
  const copied = await copyEntries(order, part, taken.list);
  const gone = await bytesGoneSince(guard, facts.startedAt);
  const manifest: Manifest = {
    format: 2,
    kind: order.kind,
    program: order.program,
    startedAt: facts.startedAt,
    finishedAt: new Date().toISOString(),
    postgres: facts.postgres,
    machine: machine(),
    migrations: facts.migrations,
    oldestMonth: facts.oldestMonth,
    keys: await keyFingerprints(order.dataDir),
    ...taken,
    gone,
    missing: copied.missing.filter((id) => !gone.includes(id)),
  };
  await writeManifest(part, manifest, masterKeyIn(order.dataDir, undefined));
  const folder = path.join(to, name);
  await rename(part, folder);
  await syncDirectory(to);
  watch.end();
  return { folder, manifest, added: copied.added, addedBytes: copied.addedBytes };
}

type Taken = Pick<Manifest, 'database' | 'list' | 'tables' | 'sequences'>;

/** The list is read after the files: rows that came meanwhile are in both, and an entry too many harms nobody. */
async function physical(order: BackupOrder, part: string, databaseBytes: number): Promise<Taken> {
  order.watch.begin('database', databaseBytes, 'bytes');
  const tar = await takeBaseBackup(order.ownerUrl, part, (bytes) => order.watch.at(bytes));
  const list = await inSnapshot(order.ownerUrl, (client) => writeList(client, order.dataDir, part));
  return { database: [tar], list, tables: [], sequences: [] };
}

async function logical(order: BackupOrder, part: string): Promise<Taken> {
  order.watch.begin('database', 0, 'rows');
  return inSnapshot(order.ownerUrl, async (client) => {
    const dump = await dumpTables(client, part, (rows) => order.watch.at(rows));
    return { ...dump, list: await writeList(client, order.dataDir, part) };
  });
}

/** Copies what the root has not. What is there under its name and size is the same: such files never change. */
async function copyEntries({ dataDir, to, watch }: BackupOrder, part: string, list: Manifest['list']) {
  let [toCopy, seen, added, addedBytes] = [0, 0, 0, 0];
  for await (const entry of readList(part)) if (!(await isThere(to, entry))) toCopy += entry.bytes;
  await requireRoom(to, toCopy);
  const missing: string[] = [];
  watch.begin('files', list.entryBytes, 'bytes');
  for await (const entry of readList(part)) {
    if (!(await isThere(to, entry))) {
      const whole = await copyWhole(path.join(dataDir, entry.path), path.join(to, entry.path)).catch(absent);
      if (whole?.sha256 === entry.sha256) {
        added += 1;
        addedBytes += entry.bytes;
      } else {
        missing.push(submissionOf(entry) ?? entry.path);
        await rm(path.join(to, entry.path), { force: true });
      }
    }
    seen += entry.bytes;
    watch.at(seen);
  }
  return { added, addedBytes, missing };
}

async function isThere(root: string, entry: Entry): Promise<boolean> {
  const info = await stat(path.join(root, entry.path)).catch(absent);
  return info?.size === entry.bytes;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function readFacts(client: pg.Client) {
  const { rows } = await client.query<{ at: Date; postgres: string; bytes: string; month: string | null }>(
    `select now() as at, current_setting('server_version') as postgres, pg_database_size(current_database()) as bytes,
       (select min(right(relname, 6)) from pg_class where relname ~ '^submission_[0-9]{6}$') as month`,
  );
  const { rows: migrations } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migration order by name',
  );
  const { at, postgres, bytes, month } = rows[0]!;
  return {
    startedAt: at.toISOString(),
    postgres,
    databaseBytes: Number(bytes),
    oldestMonth: month ? `${month.slice(0, 4)}-${month.slice(4)}-01` : at.toISOString().slice(0, 10),
    migrations,
  };
}

/** A state secret goes at once, backup or not, and a late duplicate keeps no bytes of its own. */
async function bytesGoneSince(client: pg.Client, startedAt: string): Promise<string[]> {
  const floor = lowestIdAt(Date.parse(startedAt) - DECISION_DAYS * 86_400_000);
  const { rows } = await client.query<{ id: string }>(
    'select id from submission where id >= $1 and not has_bytes and decided_at >= $2 order by id',
    [floor, startedAt],
  );
  return rows.map((row) => row.id);
}

/** What a killed backup left. */
async function removeUnfinished(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.endsWith('.part')) await rm(path.join(root, name), { recursive: true, force: true });
  }
}

/** What the files of a server are bound to. */
export function machine(): string {
  return `${process.platform}-${process.arch}`;
}
