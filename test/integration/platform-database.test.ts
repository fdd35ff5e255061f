import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { testDatabase } from '../support/database.ts';

const { database, owner, url, drop } = await testDatabase();
afterAll(drop);

const insertEvent = () =>
  database.pool.query('insert into event (id, type, actor, salt) values ($1, $2, $3, $4)', [
    newId(),
    'test',
    'test',
    Buffer.alloc(16),
  ]);

describe('the schema', () => {
  test('migrating twice at the same time changes nothing', async () => {
    const both = await Promise.all([migrate(url), migrate(url)]);
    expect(both.map((one) => one.applied)).toEqual([[], []]);
  });

  test('the hub adds events and reads them, and never changes or deletes one, not even through a partition', async () => {
    await insertEvent();
    const { rows } = await database.pool.query('select tableoid::regclass::text as partition from event');
    const partition = rows[0].partition as string;
    expect(partition).toMatch(/^event_\d{6}$/);
    for (const table of ['event', partition]) {
      await expect(database.pool.query(`update ${table} set type = 'x'`)).rejects.toThrow(/permission denied/);
      await expect(database.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  test('a newer schema stops an older program before it changes anything', async () => {
    await owner.pool.query("insert into migration (name, sha256) values ('9999_future.sql', 'x')");
    await expect(migrate(url)).rejects.toThrow(/SCHEMA_TOO_NEW/);
    await owner.pool.query("delete from migration where name = '9999_future.sql'");
  });
});

test('a transaction that cannot even begin gives its connection back', async () => {
  const database = openDatabase({ url: url, max: 1 });
  const unknown = { isolationLevel: 'no such level' } as never;
  await expect(database.db.transaction(async () => {}, unknown)).rejects.toThrow();
  expect(database.pool.idleCount).toBe(1);
  await database.close();
});
