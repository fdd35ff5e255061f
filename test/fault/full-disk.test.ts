import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTools, type RunningHub, startHub } from '../../src/app.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { openLog } from '../../src/platform/log.ts';
import { countIndependently } from '../support/backups.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

/** A small disk of our own, or null where this machine lets nobody mount one. */
async function smallDisk(megabytes: number): Promise<{ path: string; remove(): Promise<void> } | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lienthong-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
  if (!mounted) {
    await rm(folder, { recursive: true });
    console.warn('NO SMALL DISK CAN BE MOUNTED HERE: the tests of a full disk are skipped');
    return null;
  }
  await chmod(folder, 0o755);
  return {
    path: folder,
    async remove() {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const disks = [await smallDisk(8), await smallDisk(220)];
const [blobDisk, wholeDisk] = disks;
afterAll(() => Promise.all(disks.map((disk) => disk?.remove())));

/** Leaves `bytes` free. */
async function fill(folder: string, bytes: number): Promise<() => Promise<void>> {
  const { bavail, bsize } = await statfs(folder);
  const file = path.join(folder, 'filler');
  await writeFile(file, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
  return () => rm(file);
}

const big = (bytes: number) =>
  letter({
    from: CODES.home,
    to: [CODES.finance],
    attachments: [
      { contentId: 'f', name: 'lớn.pdf', mediaType: 'application/pdf', content: Buffer.alloc(bytes, 'x') },
    ],
  }).xml;
const small = () => letter({ from: CODES.home, to: [CODES.finance] }).xml;

describe.runIf(wholeDisk)('a disk that is full under PostgreSQL too', () => {
  let hub: RunningHub;
  let province: Province;
  let tools: Awaited<ReturnType<typeof openTools>>;
  const dataDir = path.join(wholeDisk!.path, 'data');
  const config = loadConfig({ DATA_DIR: dataDir, LISTEN_PORT: '0', VERIFIER_THREADS: '1', DISK_RESERVE_BYTES: '1' });
  beforeAll(async () => {
    const log = openLog('silent');
    tools = await openTools(config, log);
    hub = await startHub(config, { log });
    province = await settleProvince(tools.owner, tools.database);
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await tools.close();
  });

  test('x', async () => {
    const rest = restOf({ hub } as TestHub, province);
    console.log((await rest.send(CODES.home, small())).statusCode, await statfs(dataDir).then((s) => (s.bavail * s.bsize) / 1e6));
    const free = await fill(wholeDisk!.path, 100_000);
    const counts: Record<string, number> = {};
    for (let i = 0; i < 300; i++) {
      const answer = await rest.send(CODES.home, small());
      const key = `${answer.statusCode} ${answer.statusCode > 299 ? answer.json().code : ''}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    console.log(counts);
    for (let i = 0; i < 12; i++) {
      const said = await tools.owner.pool.query("select pg_switch_wal(), pg_logical_emit_message(false, 'x', repeat('y', 1000))").then(() => 'ok', (e) => `${e.code} ${e.message}`);
      console.log('wal', said);
    }
    const during = await rest.send(CODES.home, small());
    console.log('during', during.statusCode, during.json().code);
    await free();
    const after: Record<string, number> = {};
    for (let i = 0; i < 20; i++) {
      const answer = await rest.send(CODES.home, small());
      const key = `${answer.statusCode} ${answer.statusCode > 299 ? answer.json().code : ''}`;
      after[key] = (after[key] ?? 0) + 1;
    }
    console.log('after', after);
    console.log(await countIndependently(hub.database.pool, dataDir).then((c) => c.blobs), (await readdir(path.join(dataDir, 'spool'))).length);
  }, 120_000);
});
