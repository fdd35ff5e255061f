import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startEmbedded } from '../../src/platform/embedded/index.ts';
import { openLog } from '../../src/platform/log.ts';
import { LOADER } from '../support/loader.ts';

const log = openLog('silent');
const folder = await mkdtemp(path.join(tmpdir(), 'lienthong-embedded-'));
// Of this test's own making; the product never opens a parent of its data directory.
await chmod(folder, 0o755);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** To make a cluster takes longer than all else here: the first test makes it, and the others go on with it. */
let dataDir = path.join(folder, 'thư mục có dấu cách');

const root = process.getuid?.() === 0;

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client
    .query(text)
    .then(
      ({ rows }) => rows,
      (error) => Promise.reject(error),
    )
    .finally(() => client.end().catch(() => {}));
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(path.join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function isStopped(dataDir: string): Promise<boolean> {
  const lock = await stat(path.join(dataDir, 'postgres/data/postmaster.pid')).catch(() => undefined);
  return lock === undefined;
}

/** A process of its own that starts the server and then holds it. */
async function startChild(dataDir: string): Promise<{ kill(): Promise<void>; started: boolean }> {
  const module = new URL('../../src/platform/embedded/index.ts', import.meta.url).href;
  const logModule = new URL('../../src/platform/log.ts', import.meta.url).href;
  const program = `
    import { startEmbedded } from '${module}';
    import { openLog } from '${logModule}';
    const { started } = await startEmbedded(${JSON.stringify(dataDir)}, openLog('silent'));
    console.log(started);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', LOADER, '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const first = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  return {
    started: first === 'true',
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

test('two that start together share one server, and only the last one out stops it', async () => {
  const both = await Promise.all([startEmbedded(dataDir, log), startEmbedded(dataDir, log)]);
  expect(both.map((one) => one.started).sort()).toEqual([false, true]);
  await both[0]!.stop();
  expect(await query(both[1]!.url, 'show server_version')).toHaveLength(1);
  expect(await query(both[1]!.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(both[1]!.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  await both[1]!.stop();
  await both[1]!.stop();
  expect(await isStopped(dataDir)).toBe(true);
});

test('a server whose process was killed is adopted, then stopped by the one that adopted it', async () => {
  const child = await startChild(dataDir);
  expect(child.started).toBe(true);
  const pid = await postmasterPid(dataDir);
  await child.kill();
  const next = await startEmbedded(dataDir, log);
  expect(next.started).toBe(false);
  expect(await postmasterPid(dataDir)).toBe(pid);
  await next.stop();
  expect(await isStopped(dataDir)).toBe(true);
});

test('a crashed server starts again, and what was committed is there', async () => {
  const first = await startEmbedded(dataDir, log);
  await query(first.url, 'create table kept as select 1 as one');
  process.kill(await postmasterPid(dataDir), 'SIGKILL');
  const second = await startEmbedded(dataDir, log);
  expect(second.started).toBe(true);
  expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await first.stop();
  await second.stop();
});

test('a data directory that was moved to a very long path still gets a socket', async () => {
  const long = path.join(folder, 'x'.repeat(90), 'y'.repeat(90));
  await mkdir(path.dirname(long));
  await rename(dataDir, long);
  dataDir = long;
  const embedded = await startEmbedded(dataDir, log);
  expect(await query(embedded.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await embedded.stop();
});

test.runIf(root)(
  'as root, a data directory that the server cannot reach is refused in words, and no parent is opened',
  async () => {
    const closed = path.join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await expect(startEmbedded(path.join(closed, 'data'), log)).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_OUT_OF_REACH',
    });
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  },
);

test.runIf(root)('as root, the database files belong to nobody and only to nobody', async () => {
  const { uid, mode } = await stat(path.join(dataDir, 'postgres', 'data'));
  expect(uid).toBe(65534);
  expect(mode & 0o077).toBe(0);
});
