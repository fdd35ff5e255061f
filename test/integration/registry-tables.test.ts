import { readdir } from 'node:fs/promises';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const SOURCE = new URL('../../src/', import.meta.url);

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

async function declaredTables(): Promise<PgTable[]> {
  const rooms = await readdir(SOURCE, { withFileTypes: true });
  const tables: PgTable[] = [];
  for (const room of rooms.filter((entry) => entry.isDirectory())) {
    const files = await readdir(new URL(`${room.name}/`, SOURCE));
    if (!files.includes('tables.ts')) continue;
    const exports: Record<string, unknown> = await import(new URL(`${room.name}/tables.ts`, SOURCE).href);
    tables.push(...Object.values(exports).filter((value) => is(value, PgTable)));
  }
  return tables;
}

describe('the tables that the rooms declare', () => {
  it('have exactly the columns, types and nullability of the migrated schema', async () => {
    const tables = await declaredTables();
    expect(tables.length).toBeGreaterThan(8);
    const declared = tables.flatMap((table) => {
      const { name, columns } = getTableConfig(table);
      return columns.map(
        (column) =>
          `${name}.${column.name} ${typeName(column.getSQLType())} ${column.notNull || column.primary ? 'not null' : 'null'}`,
      );
    });
    const names = [...new Set(tables.map((table) => getTableConfig(table).name))];
    const { rows } = await test.owner.pool.query<{ line: string }>(
      `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' ||
         case when a.attnotnull then 'not null' else 'null' end as line
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and a.attnum > 0 and not a.attisdropped`,
      [names],
    );
    expect([...new Set(declared)].sort()).toEqual(rows.map((row) => row.line).sort());
  });
});

/** PostgreSQL's own spelling of a type. */
function typeName(type: string): string {
  return type === 'timestamp with time zone' ? type : type.replace(/^timestamptz$/, 'timestamp with time zone');
}
