import { type Readable, Transform } from 'node:stream';
import pg from 'pg';
import { copyOut } from '../platform/copy.ts';
import { type DigestedFile, writeGzipped } from './files.ts';
import type { Manifest } from './manifest.ts';

export interface Dump extends Pick<Manifest, 'tables' | 'sequences'> {
  readonly database: DigestedFile[];
}

/**
 * Copies every table of the hub as text, in one snapshot: what one table says and another answers belongs together, while
 * the hub goes on. The queue's own tables stay out; PostgreSQL's tables of the hub say what is due.
 * @param client in a repeatable-read transaction
 */
export async function dumpTables(client: pg.Client, folder: string, onRows: (rows: number) => void): Promise<Dump> {
  const database: DigestedFile[] = [];
  const tables: Manifest['tables'] = [];
  let total = 0;
  for (const { name, columns } of await listTables(client)) {
    let rows = 0;
    // COPY sends one message a row (protocol-flow, COPY operations).
    const counting = new Transform({
      writableObjectMode: true,
      transform(row: Buffer, _encoding, done) {
        rows += 1;
        onRows(++total);
        done(null, row);
      },
    });
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const source = copyOut(client, `copy (select ${list} from ${pg.escapeIdentifier(name)}) to stdout`);
    source.on('error', (error) => counting.destroy(error));
    const file = `tables/${name}.copy.gz`;
    database.push(await writeGzipped(folder, file, source.pipe(counting)));
    tables.push({ name, columns, rows, file });
  }
  return { database, tables, sequences: await listSequences(client) };
}

/** The tables of the hub with their stored columns; partitions are read through their parents. */
export async function listTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relname <> 'migration'
     group by c.relname order by c.relname`,
  );
  return rows;
}

async function listSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname = 'public' and last_value is not null order by sequencename`,
  );
  return rows;
}

/** A read-only snapshot for as long as `work` takes. */
export async function inSnapshot<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Rows of one statement as they come, without holding them all. */
export async function* lines(client: pg.Client, select: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of copyOut(client, `copy (${select}) to stdout`) as Readable) {
    rest += String(chunk);
    const whole = rest.split('\n');
    rest = whole.pop()!;
    for (const line of whole) yield line.split('\t');
  }
}
