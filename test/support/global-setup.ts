import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/platform/migrate.ts';
import { startTemporaryServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's connection string of the test server's `postgres` database. */
    adminUrl: string;
    /** The migrated database that every test database is copied from. */
    template: string;
  }
}

/**
 * One PostgreSQL for the whole run: the embedded one, or the one of TEST_DATABASE_URL (an administrator's connection).
 * The schema is migrated once, into a template.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startTemporaryServer();
  const adminUrl = withDatabase(server.url, 'postgres');
  const template = `template_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${template}`);
  await migrate(withDatabase(adminUrl, template));
  await asAdmin(adminUrl, `alter database ${template} is_template true allow_connections false`);
  project.provide('adminUrl', adminUrl);
  project.provide('template', template);
  return async () => {
    await asAdmin(adminUrl, `alter database ${template} is_template false`);
    await asAdmin(adminUrl, `drop database ${template} with (force)`);
    await server.stop();
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
