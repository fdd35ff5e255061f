import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { defineErrors } from './errors.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any constant of our own: two processes that start together migrate one after the other. */
const LOCK = 7305800;
/** Last month, this one and three more: `ensure_partitions` runs at every start and every day. */
const MONTHS = 5;

export const { catalogue: migrateErrors, error: migrateError } = defineErrors({
  SCHEMA_TOO_NEW: {
    status: 503,
    retry: false,
    vi: {
      title: 'Cơ sở dữ liệu đã được một phiên bản mới hơn nâng cấp ({migration}).',
      fix: 'Chạy phiên bản Liên Thông mới hơn, hoặc khôi phục bản sao lưu cũ.',
    },
    en: {
      title: 'The database was migrated by a newer version ({migration}).',
      fix: 'Run the newer version of Liên Thông, or restore an older backup.',
    },
  },
  MIGRATION_CHANGED: {
    status: 503,
    retry: false,
    vi: {
      title: 'Tệp nâng cấp {migration} khác với tệp đã chạy trên cơ sở dữ liệu này.',
      fix: 'Khôi phục tệp gốc; thay đổi mới phải nằm trong một tệp mới.',
    },
    en: {
      title: 'Migration {migration} differs from the one that ran on this database.',
      fix: 'Restore the original file; a new change belongs in a new file.',
    },
  },
});

/**
 * Brings the schema up to date: numbered SQL files, each in a transaction of its own, under an advisory lock.
 * Forward only. Also makes the partitions of last month and of the three ahead.
 * Returns the names that were applied now. Throws SCHEMA_TOO_NEW or MIGRATION_CHANGED before anything is changed.
 */
export async function migrate(ownerUrl: string): Promise<{ applied: string[] }> {
  return underLock(ownerUrl, async (client) => {
    const applied = await applyMissing(client, () => true);
    await ensurePartitions(client);
    return { applied };
  });
}

/**
 * Brings an empty database to the schema of a backup: exactly the migrations that it names, as they were then.
 * Throws SCHEMA_TOO_NEW for one that this program does not have, MIGRATION_CHANGED for one that differs.
 */
export async function migrateTo(
  ownerUrl: string,
  wanted: readonly { readonly name: string; readonly sha256: string }[],
): Promise<void> {
  const digests = new Map(wanted.map((one) => [one.name, one.sha256]));
  await underLock(ownerUrl, async (client) => {
    const { missing } = await compareMigrations(client);
    const ours = new Map(missing.map((one) => [one.name, one.sha256]));
    for (const { name, sha256 } of wanted) {
      if (!ours.has(name)) throw migrateError('SCHEMA_TOO_NEW', { migration: name });
      if (ours.get(name) !== sha256) throw migrateError('MIGRATION_CHANGED', { migration: name });
    }
    await applyMissing(client, (name) => digests.has(name));
  });
}

async function underLock<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  // Its statements fail when PostgreSQL goes away; the event would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the partitions of last month and of the three ahead; run as the owner, any number of times. */
export async function ensurePartitions(client: Pick<pg.Client | pg.Pool, 'query'>): Promise<void> {
  await client.query(`select ensure_partitions((now() - interval '1 month')::date, ${MONTHS})`);
}

/** A database beside the migrations of this program. */
export interface MigrationState {
  /** Not run here yet, in order. */
  readonly missing: readonly { readonly name: string; readonly text: string; readonly sha256: string }[];
  /** Run here, and different from the file of that name. */
  readonly changed: readonly string[];
  /** Run here by a newer program. */
  readonly unknown: readonly string[];
}

/** Looks only; a database without any table of ours misses everything. */
export async function compareMigrations(client: pg.Client): Promise<MigrationState> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const { rows: tables } = await client.query<{ there: boolean }>(
    `select to_regclass('migration') is not null as there`,
  );
  const { rows } = tables[0]?.there
    ? await client.query<{ name: string; sha256: string }>('select name, sha256 from migration')
    : { rows: [] };
  const done = new Map(rows.map((row) => [row.name, row.sha256]));
  const missing: { name: string; text: string; sha256: string }[] = [];
  const changed: string[] = [];
  for (const name of files) {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const before = done.get(name);
    if (before === undefined) missing.push({ name, text, sha256 });
    else if (before !== sha256) changed.push(name);
  }
  return { missing, changed, unknown: [...done.keys()].filter((name) => !files.includes(name)) };
}

async function applyMissing(client: pg.Client, wanted: (name: string) => boolean): Promise<string[]> {
  await client.query(`create table if not exists migration
    (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  const { missing, changed, unknown } = await compareMigrations(client);
  if (unknown[0] !== undefined) throw migrateError('SCHEMA_TOO_NEW', { migration: unknown[0] });
  if (changed[0] !== undefined) throw migrateError('MIGRATION_CHANGED', { migration: changed[0] });
  const chosen = missing.filter(({ name }) => wanted(name));
  for (const { name, text, sha256 } of chosen) await apply(client, name, text, sha256);
  return chosen.map(({ name }) => name);
}

async function apply(client: pg.Client, name: string, text: string, sha256: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed`, { cause });
  }
}
