import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database.ts';

export interface TestDatabase {
  /** The hub's own role. */
  readonly database: Database;
  /** The owner of the tables. */
  readonly owner: Database;
  /** The owner's connection string, for child processes. */
  readonly url: string;
  /** Closes both pools and removes the database. */
  drop(): Promise<void>;
}

/** A fresh migrated database on the run's PostgreSQL: one per test file, or per test where a test needs it empty. */
export async function testDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(`create database ${name} template ${inject('template')}`).finally(() => admin.end());
  const location = new URL(inject('adminUrl'));
  location.pathname = `/${name}`;
  const url = location.href;
  const database = openDatabase({ url, max: options.max ?? 8 });
  const owner = openDatabase({ url, max: options.max ?? 4, asOwner: true });
  return {
    database,
    owner,
    url,
    async drop() {
      await Promise.all([database.close(), owner.close()]);
      const last = new pg.Client({ connectionString: inject('adminUrl') });
      await last.connect();
      await last.query(`drop database ${name} with (force)`).finally(() => last.end());
    },
  };
}
