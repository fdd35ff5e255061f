import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTools, type RunningHub, startHub } from '../../src/app.ts';
import { submit } from '../../src/pipeline.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { openLog } from '../../src/platform/log.ts';
import { axisPrincipal, setChannel } from '../../src/registry/index.ts';
import { countIndependently, scratch } from '../support/backups.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { smallDisk } from '../support/disks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { startRecipient } from '../support/recipients.ts';
import { restOf } from '../support/rest.ts';

const [blobDisk, databaseDisk] = [await smallDisk(6), await smallDisk(220)];
afterAll(() => Promise.all([blobDisk?.remove(), databaseDisk?.remove()]));

const PATIENT = { timeout: 60_000, interval: 20 };
const small = () => letter({ from: CODES.home, to: [CODES.finance] }).xml;
const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true })).filter((name) => name.length > 3);

describe('below the disk reserve', () => {
  const changes = { diskReserveBytes: 1 };
  let it: TestHub;
  let province: Province;
  beforeAll(async () => {
    it = await testHub(changes);
    province = await settleProvince(it.database.owner, it.database.database);
  });
  afterAll(() => it.close());

  test('every door answers 507 before it takes a byte; reading and acknowledging go on', async () => {
    const first = await clerks(it, province).accepted(CODES.home, small());
    const delivery = deliveryTo(first, CODES.finance).id;
    changes.diskReserveBytes = 2 ** 60;
    await it.restart();
    const rest = restOf(it, province);
    const before = await filesIn(path.join(it.dataDir, 'blobs'));

    const sent = await rest.send(CODES.home, small());
    expect([sent.statusCode, sent.json().code, sent.headers['retry-after']]).toEqual([507, 'DISK_RESERVE', '30']);
    expect((await rest.get(CODES.finance, `/v1/inbox/${delivery}/content`)).statusCode).toBe(200);
    expect((await rest.post(CODES.finance, `/v1/inbox/${delivery}/ack`, {})).statusCode).toBe(200);
    const status = await rest.post(CODES.finance, `/v1/inbox/${delivery}/status`, { code: '03' });
    expect([status.statusCode, status.json().code]).toEqual([507, 'DISK_RESERVE']);
    const axis = submit(it.hub, {
      door: 'axis',
      principal: axisPrincipal('vpcp'),
      mediaType: 'application/xml',
      body: Readable.from([small()]),
    });
    await expect(axis).rejects.toMatchObject({ code: 'DISK_RESERVE' });

    expect(await filesIn(path.join(it.dataDir, 'blobs'))).toEqual(before);
    expect(await readdir(path.join(it.dataDir, 'spool'))).toEqual([]);
    const { rows } = await it.database.owner.pool.query('select id from submission');
    expect(rows).toHaveLength(1);
  });
});

describe.runIf(blobDisk)('a disk that fills up in the middle of an upload', () => {
  let it: TestHub;
  let province: Province;
  const dataDir = blobDisk?.path ?? '';
  beforeAll(async () => {
    it = await testHub({ dataDir });
    province = await settleProvince(it.database.owner, it.database.database);
  });
  afterAll(() => it.close());

  test('refuses it as below the reserve, keeps nothing of it, and takes the next one', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, 'x');
      })(),
    );
    const principal = await province.principal(CODES.home);
    const upload = submit(it.hub, { door: 'rest', principal, mediaType: 'application/xml', body: endless });
    await expect(upload).rejects.toMatchObject({ code: 'DISK_RESERVE' });
    expect(await readdir(path.join(dataDir, 'spool'))).toEqual([]);
    expect(await filesIn(path.join(dataDir, 'blobs'))).toEqual([]);
    expect((await restOf(it, province).send(CODES.home, small())).statusCode).toBe(201);
  });

  test('a backup looks for room first, and leaves nothing behind', async () => {
    useEnvironment({ DATA_DIR: dataDir, DATABASE_URL: it.database.url, HUB_LANGUAGE: 'vi' });
    const free = await blobDisk!.fill(64 * 1_024);
    const backup = await run('backup', '--to', path.join(dataDir, 'backup'));
    expect(backup).toMatchObject({ code: 4, stderr: expect.stringContaining('NO_ROOM') });
    expect(await readdir(path.join(dataDir, 'backup'))).toEqual([]);
    await free();
  });
});

describe.runIf(databaseDisk)('a disk that is full under PostgreSQL', () => {
  let hub: RunningHub;
  let province: Province;
  let tools: Awaited<ReturnType<typeof openTools>>;
  let elsewhere: Awaited<ReturnType<typeof scratch>>;
  let recipient: Awaited<ReturnType<typeof startRecipient>>;
  const dataDir = path.join(databaseDisk?.path ?? '', 'data');

  beforeAll(async () => {
    // The documents' bytes have room, the database has none.
    elsewhere = await scratch();
    await mkdir(dataDir);
    for (const part of ['blobs', 'spool']) {
      await mkdir(path.join(elsewhere.path, part));
      await symlink(path.join(elsewhere.path, part), path.join(dataDir, part));
    }
    const settings = {
      LISTEN_PORT: '0',
      VERIFIER_THREADS: '1',
      DISK_RESERVE_BYTES: '1',
      OUTBOUND_ALLOW: '127.0.0.0/8',
    };
    const config = loadConfig({ ...settings, DATA_DIR: dataDir });
    tools = await openTools(config, openLog('silent'));
    hub = await startHub(config, { log: openLog('silent') });
    province = await settleProvince(tools.owner, tools.database);
    recipient = await startRecipient();
    const agencyId = await province.agencyId(CODES.communeA);
    const channel = { kind: 'webhook', url: recipient.url, secret: recipient.secret } as const;
    await tools.database.db.transaction((tx) => setChannel(tx, tools.vault, agencyId, channel));
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await tools.close();
    await recipient.close();
    await elsewhere.remove();
  });

  test('no document is half stored, none that was answered is lost, and the hub takes the next when there is room', async () => {
    const rest = restOf({ hub } as TestHub, province);
    const accepted: { documentId: string; deliveries: { id: string; addressedCode: string }[] }[] = [];
    const send = async () => {
      const answer = await rest.send(CODES.home, letter({ from: CODES.home, to: [CODES.finance, CODES.communeA] }).xml);
      if (answer.statusCode === 201) accepted.push(answer.json());
      return answer;
    };
    await send();
    const makeRoom = await databaseDisk!.fill(0);
    const full = await vi.waitUntil(async () => {
      const answer = await send();
      return answer.statusCode === 201 ? null : answer;
    }, PATIENT);
    expect([full.statusCode, full.json().code]).toEqual([507, 'DISK_RESERVE']);
    expect(await filesIn(path.join(elsewhere.path, 'blobs'))).toHaveLength(accepted.length);

    await makeRoom();
    await vi.waitUntil(async () => (await send()).statusCode === 201, PATIENT);

    const { documents } = await countIndependently(hub.database.pool, dataDir);
    const answered = accepted.map((one) => one.documentId);
    expect(documents.filter((id) => answered.includes(id))).toEqual(answered);
    const pushed = accepted.map((one) => one.deliveries.find((to) => to.addressedCode === CODES.communeA)!.id);
    // A push that was cut off is due again when its lease ends.
    const { rows } = await hub.database.pool.query('select delivery_id from dispatch');
    const due = new Set(rows.map((row) => row.delivery_id));
    expect(pushed.filter((id) => !recipient.deliveries.has(id) && !due.has(id))).toEqual([]);
  });
});
