import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { openQueueEngine } from '../../src/platform/queue.ts';
import { startTemporaryServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's connection string of the test server's `postgres` database. */
    adminUrl: string;
    /** The migrated database that every test database is copied from. */
    template: string;
  }
}

const MEMORY = '/dev/shm';
/** Several times what a run needs at once. */
const ROOM = 4 * 2 ** 30;

/**
 * One PostgreSQL for the whole run: the embedded one, or the one of TEST_DATABASE_URL (an administrator's connection).
 * The schema is migrated once, into a template. Temporary files of the run lie in one folder and go with it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await useScratch();
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startTemporaryServer();
  // Behind the server's own way to end when the runner is interrupted.
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }));
  const adminUrl = withDatabase(server.url, 'postgres');
  const template = `template_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${template}`);
  await migrate(withDatabase(adminUrl, template));
  await makeQueueTables(withDatabase(adminUrl, template));
  await asAdmin(adminUrl, `alter database ${template} is_template true allow_connections false`);
  project.provide('adminUrl', adminUrl);
  project.provide('template', template);
  return async () => {
    await asAdmin(adminUrl, `alter database ${template} is_template false`);
    await asAdmin(adminUrl, `drop database ${template} with (force)`);
    await server.stop();
  };
}

/** What the run writes, in memory where there is enough: a database is a thousand files, which take a disk half a second. */
async function useScratch(): Promise<string> {
  const inMemory = await statfs(MEMORY).catch(() => null);
  const roomy = inMemory !== null && inMemory.bavail * inMemory.bsize > ROOM;
  const scratch = await mkdtemp(path.join(roomy ? MEMORY : tmpdir(), 'lienthong-run-'));
  // PostgreSQL of root runs as another user, who must reach what lies below.
  await chmod(scratch, 0o711);
  process.env.TMPDIR = scratch;
  return scratch;
}

/** The queue engine brings its tables along when it is opened. */
async function makeQueueTables(ownerUrl: string): Promise<void> {
  const queue = await openQueueEngine({ ownerUrl, log: openLog('silent') });
  await queue.close();
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
