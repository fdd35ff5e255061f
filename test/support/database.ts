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

/** A database without a single table, for what is restored from elsewhere. */
export async function emptyDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`create database ${name}`);
  const location = new URL(inject('adminUrl'));
  location.pathname = `/${name}`;
  return { url: location.href, drop: () => asAdmin(`drop database ${name} with (force)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}

/** A fresh migrated database on the run's PostgreSQL: one per test file, or per test where a test needs it empty. */
export async function testDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`create database ${name} template ${inject('template')}`);
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
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}
