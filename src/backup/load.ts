import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { copyIn } from '../platform/copy.ts';
import { migrate, migrateTo } from '../platform/migrate.ts';
import { backupError } from './errors.ts';
import { readGzipped } from './files.ts';
import { listTables } from './logical.ts';
import type { Manifest } from './manifest.ts';
import type { Watch } from './watch.ts';

const MONTHS_BETWEEN = `select (extract(year from age) * 12 + extract(month from age))::int + 2 as months
  from age(date_trunc('month', now()), $1::date) as age`;

/** Throws RESTORE_NOT_EMPTY when the database holds a table already. */
export async function requireEmptyDatabase(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select current_database() as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') limit 1`,
    );
    if (rows[0]) throw backupError('RESTORE_NOT_EMPTY', { place: rows[0].name });
  });
}

/**
 * Fills an empty database from a logical backup: the schema as it was, every row in one transaction, then the migrations
 * that this program has beyond it. Throws SCHEMA_TOO_NEW, MIGRATION_CHANGED, BACKUP_DAMAGED.
 */
export async function loadTables(ownerUrl: string, folder: string, manifest: Manifest, watch: Watch): Promise<void> {
  await migrateTo(ownerUrl, manifest.migrations);
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ months: number }>(MONTHS_BETWEEN, [manifest.oldestMonth]);
    await client.query('select ensure_partitions($1::date, $2)', [manifest.oldestMonth, rows[0]!.months]);
    await client.query('begin');
    const names = (await listTables(client)).map((table) => pg.escapeIdentifier(table.name));
    // A migration may have brought rows of its own; the backup has them as they were.
    await client.query(`truncate ${names.join(', ')}`);
    // What triggers wrote is in the backup too.
    for (const name of names) await client.query(`alter table ${name} disable trigger user`);
    await fill(client, folder, manifest, watch);
    await forgetTransactions(client);
    for (const name of names) await client.query(`alter table ${name} enable trigger user`);
    for (const { name, value } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2)', [`public.${pg.escapeIdentifier(name)}`, value]);
    }
    await client.query('commit');
    await client.query('analyze');
  });
  await migrate(ownerUrl);
}

async function fill(client: pg.Client, folder: string, manifest: Manifest, watch: Watch): Promise<void> {
  const total = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  watch.begin('rows', total, 'rows');
  let done = 0;
  for (const { name, columns, rows, file } of await inOrderOfReference(client, manifest.tables)) {
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const table = pg.escapeIdentifier(name);
    await pipeline(readGzipped(folder, file), copyIn(client, `copy ${table} (${list}) from stdin`));
    const { rows: counted } = await client.query<{ count: string }>(`select count(*) from ${table}`);
    if (Number(counted[0]!.count) !== rows) {
      throw backupError('BACKUP_DAMAGED', { file, detail: `${counted[0]!.count} ≠ ${rows}` });
    }
    done += rows;
    watch.at(done);
  }
}

/** A transaction's id says nothing on another server: what waits for one is looked at afresh. */
async function forgetTransactions(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select quote_ident(relname) as name, quote_ident(attname) as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.atttypid = 'xid8'::regtype and not a.attisdropped`,
  );
  for (const { name, column } of rows) await client.query(`update ${name} set ${column} = null`);
}

/** A table after those that it refers to; one that refers to itself is checked by PostgreSQL when it is whole. */
async function inOrderOfReference(client: pg.Client, tables: Manifest['tables']): Promise<Manifest['tables']> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to"
     from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  );
  const ordered = new Map<string, Manifest['tables'][number]>();
  const place = (table: Manifest['tables'][number]) => {
    if (ordered.has(table.name)) return;
    const before = rows.filter((row) => row.from === table.name).map((row) => row.to);
    for (const other of tables) if (before.includes(other.name)) place(other);
    ordered.set(table.name, table);
  };
  tables.forEach(place);
  return [...ordered.values()];
}

async function withClient<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  client.on('error', () => {});
  await client.connect();
  return work(client).finally(() => client.end());
}
