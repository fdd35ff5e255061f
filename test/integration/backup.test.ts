import { chmod, copyFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTools, startHub } from '../../src/app.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { openLog } from '../../src/platform/log.ts';
import { countIndependently, rowsOfTables, scratch } from '../support/backups.ts';
import { clerks } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { emptyDatabase } from '../support/database.ts';
import { letter } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

/** Each test makes and restores whole databases: `npm test` tries one backup of either kind, `npm run test:long` the rest. */
const LONG = process.env.LONG === '1';
const PATIENT = { timeout: 60_000 };
/** Enough to lie before, beside and after the moment of the backup, and not so many that they slow it down. */
const MOST_DURING = 10;

type Stage = Awaited<ReturnType<typeof openStage>>;

/** A hub on its own embedded server, as `npm start` runs it. */
async function openStage() {
  const folder = await scratch();
  const dataDir = path.join(folder.path, 'data');
  // Of this test's own making; the server's account has to reach what lies in it.
  await chmod(folder.path, 0o755);
  const settings = { DATA_DIR: dataDir, LISTEN_PORT: '0', VERIFIER_THREADS: '1', DISK_RESERVE_BYTES: '1' };
  const config = loadConfig(settings);
  const log = openLog('silent');
  const tools = await openTools(config, log);
  const hub = await startHub(config, { log });
  const province = await settleProvince(tools.owner, tools.database);
  const office = clerks({ hub }, province);
  return {
    dataDir,
    folder: folder.path,
    async send(): Promise<string> {
      return (await office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.finance] }).xml)).documentId;
    },
    async close() {
      await hub.close();
      await tools.close();
      await folder.remove();
    },
  };
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  useEnvironment({ DATA_DIR: stage.dataDir, HUB_LANGUAGE: 'vi', LOG_LEVEL: 'silent' });
});
afterAll(() => stage.close());

/** Runs a backup while documents keep coming in. Gives those that were answered before it began. */
async function backupUnderWrites(to: string, ...options: string[]) {
  const before = [await stage.send(), await stage.send()];
  let running = true;
  const during: string[] = [];
  const writer = (async () => {
    while (running && during.length < MOST_DURING) during.push(await stage.send());
  })();
  const made = await run('backup', '--to', to, '--json', ...options);
  running = false;
  await writer;
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(during.length).toBeGreaterThan(0);
  return { before, report: made.json<{ folder: string; files: number; added: number; missing: string[] }>() };
}

/** Restores into an empty place; `url` names an outer database. */
async function restoreInto(name: string, from: string, url?: string) {
  const dataDir = path.join(stage.folder, name);
  vi.stubEnv('DATA_DIR', dataDir);
  vi.stubEnv('DATABASE_URL', url);
  const restored = await run('restore', from, '--keys', await keysOf(stage), '--json');
  return { dataDir, restored };
}

async function keysOf({ dataDir, folder }: Stage): Promise<string> {
  const keys = path.join(folder, 'keys');
  await mkdir(keys, { recursive: true });
  await copyFile(path.join(dataDir, 'master.key'), path.join(keys, 'master.key'));
  await copyFile(path.join(dataDir, 'keys', 'hub-signer.pem'), path.join(keys, 'hub-signer.pem'));
  return keys;
}

function atHome() {
  vi.stubEnv('DATA_DIR', stage.dataDir);
  vi.stubEnv('DATABASE_URL', undefined);
}

test('a physical backup taken under writes restores to a hub in which every row has its blob', PATIENT, async () => {
  atHome();
  const to = path.join(stage.folder, 'physical');
  const { before, report } = await backupUnderWrites(to);
  expect(report.missing).toEqual([]);

  const { dataDir, restored } = await restoreInto('restored-physical', to);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  const settings = { DATA_DIR: dataDir, VERIFIER_THREADS: '1', HUB_ROLE: 'api' };
  const hub = await startHub(loadConfig(settings), { log: openLog('silent'), listen: false });
  const counted = await countIndependently(hub.database.pool, dataDir).finally(() => hub.close());
  expect(counted.documents).toEqual(expect.arrayContaining(before));
  expect(restored.json()).toMatchObject({ complete: true, withBytes: counted.blobs });

  // Receipts signed before go on being signed by the same key.
  const certificate = (folder: string) => readFile(path.join(folder, 'keys', 'hub.crt.pem'), 'utf8');
  expect(await certificate(dataDir)).toBe(await certificate(stage.dataDir));
});

test(
  'a logical backup taken under writes moves a hub to an outer PostgreSQL, every table whole and of one moment',
  PATIENT,
  async () => {
    atHome();
    const to = path.join(stage.folder, 'logical');
    const { before, report } = await backupUnderWrites(to, '--logical');
    const manifest = JSON.parse(await readFile(path.join(report.folder, 'manifest.json'), 'utf8')) as {
      tables: { name: string; rows: number }[];
    };
    const outer = await emptyDatabase();
    try {
      const { dataDir, restored } = await restoreInto('restored-logical', to, outer.url);
      expect(restored).toMatchObject({ code: 0, stderr: '' });
      const database = openDatabase({ url: outer.url, asOwner: true });
      const counted = await countIndependently(database.pool, dataDir);
      const rows = await rowsOfTables(database.pool);
      await database.close();
      expect(counted.documents).toEqual(expect.arrayContaining(before));
      for (const table of manifest.tables) {
        // The restoration itself is an event.
        expect(rows[table.name], table.name).toBe(table.rows + (table.name === 'event' ? 1 : 0));
      }
      expect(Object.keys(rows).filter((name) => name !== 'migration')).toEqual(manifest.tables.map(({ name }) => name));

      const forge = async (change: (made: typeof manifest) => object) => {
        await writeFile(path.join(report.folder, 'manifest.json'), `${JSON.stringify(change(manifest), null, 2)}\n`);
      };
      // Whoever can write to the place of the backups has the format and the digests, and not the key.
      await forge((made) => ({ ...made, program: '9.9.9' }));
      const forged = await restoreInto('restored-forged', to, outer.url);
      expect(forged.restored).toMatchObject({ code: 3, stderr: expect.stringContaining('HMAC') });
      await forge((made) => ({ ...made, tables: [{ ...made.tables[0], file: '../../etc/passwd' }] }));
      expect(await run('verify-backup', to, '--without-keys')).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('format'),
      });
      await forge((made) => made);

      const again = await restoreInto('restored-twice', to, outer.url);
      expect(again.restored).toMatchObject({ code: 3, stderr: expect.stringContaining('RESTORE_NOT_EMPTY') });
    } finally {
      await outer.drop();
    }
  },
);

test.runIf(LONG)('a second backup copies only what is new', PATIENT, async () => {
  atHome();
  const to = path.join(stage.folder, 'twice');
  const first = (await run('backup', '--to', to, '--json')).json<{ files: number; added: number }>();
  await stage.send();
  const second = (await run('backup', '--to', to, '--json')).json<{ files: number; added: number }>();
  expect(first.added).toBe(first.files);
  expect(second).toMatchObject({ added: 1, files: first.files + 1 });
  expect(await run('verify-backup', to)).toMatchObject({ code: 0, stdout: expect.stringContaining('✓') });
});

test.runIf(LONG)('a damaged backup is told from a whole one: a blob, the database, the manifest', PATIENT, async () => {
  atHome();
  const to = path.join(stage.folder, 'damaged');
  const { folder } = (await run('backup', '--to', to, '--logical', '--json')).json<{ folder: string }>();
  const [shard] = await readdir(path.join(to, 'blobs'));
  const [blob] = await readdir(path.join(to, 'blobs', shard!));
  const file = path.join(to, 'blobs', shard!, blob!);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(file, bytes);
  const flipped = await run('verify-backup', to, '--json');
  expect(flipped.code).toBe(6);
  expect(flipped.json()).toMatchObject({ valid: false, damaged: [`blobs/${shard}/${blob}`] });
  const { restored } = await restoreInto('restored-damaged', to);
  expect(restored).toMatchObject({ code: 3, stderr: expect.stringContaining('BACKUP_DAMAGED') });

  await truncate(path.join(folder, 'tables', 'event.copy.gz'), 100);
  expect(await run('verify-backup', to)).toMatchObject({ code: 3, stderr: expect.stringContaining('event.copy.gz') });

  await writeFile(path.join(folder, 'manifest.json'), '{"format":1}');
  expect(await run('verify-backup', to)).toMatchObject({ code: 3, stderr: expect.stringContaining('manifest.json') });
  await rm(path.join(folder, 'manifest.json'));
  expect(await run('verify-backup', to)).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('BACKUP_NOT_FOUND'),
  });
});

test.runIf(LONG)(
  'a restore refuses a place that holds data, a running hub, and keys that are not the hub’s',
  PATIENT,
  async () => {
    atHome();
    const to = path.join(stage.folder, 'refused');
    const document = await stage.send();
    await run('receipt', document, '--out', path.join(stage.folder, 'first'));
    await run('backup', '--to', to, '--logical');
    expect(await run('restore', to)).toMatchObject({ code: 3, stderr: expect.stringContaining('RESTORE_RUNNING') });

    vi.stubEnv('DATA_DIR', path.join(stage.folder, 'elsewhere'));
    expect(await run('restore', to)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('RESTORE_KEYS_MISSING'),
    });
    const wrong = path.join(stage.folder, 'wrong-keys');
    await mkdir(wrong);
    await writeFile(path.join(wrong, 'master.key'), `1 ${Buffer.alloc(32, 7).toString('base64')}\n`);
    const refused = await run('restore', to, '--keys', wrong);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('master.key') });

    for (const part of ['postgres', 'blobs']) {
      await mkdir(path.join(stage.folder, 'elsewhere', part), { recursive: true });
      await writeFile(path.join(stage.folder, 'elsewhere', part, 'something'), '');
    }
    const occupied = await run('restore', to, '--without-keys');
    expect(occupied).toMatchObject({ code: 3, stderr: expect.stringContaining('RESTORE_NOT_EMPTY') });
    expect((await run('restore', to, '--without-keys', '--replace')).code).toBe(0);
    const aside = (await readdir(path.join(stage.folder, 'elsewhere'))).filter((name) => name.includes('.before-'));
    expect(aside).toHaveLength(2);

    // The key that signed it is lost: its statement is signed anew, by the key that the hub has now.
    const receipts = path.join(stage.folder, 'receipts');
    const saved = await run('receipt', document, '--out', receipts, '--json');
    const [{ file }] = saved.json<{ receipts: [{ file: string }] }>().receipts;
    expect(await run('verify', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('RECEIPT_VALID') });
  },
);
