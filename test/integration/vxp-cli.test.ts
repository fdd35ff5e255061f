import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fileAgencyRequest, importAgencies, resolveAgencies, systemId } from '../../src/registry/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const OFFICE = '000.00.13.H97';
let directory: string;
let database: TestDatabase;

beforeAll(async () => {
  [directory, database] = await Promise.all([mkdtemp(path.join(tmpdir(), 'lienthong-vxp-')), testDatabase()]);
  useEnvironment({ DATA_DIR: directory, DATABASE_URL: database.url });
  await importAgencies(database.owner, [{ line: 1, code: OFFICE, name: 'Sở Nội vụ', level: '2' }]);
  await run('system', 'add', 'noi-vu', '--agency', OFFICE);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

interface Shown {
  readonly systemid: string;
  readonly secret: string | null;
  readonly utcOffset: string;
  readonly endpoint: string;
}

async function ask(kind: 'register' | 'close', code: string): Promise<string> {
  const { db } = database.database;
  const agency = (await resolveAgencies(db, [OFFICE])).get(OFFICE)!;
  const id = await db.transaction(async (tx) =>
    fileAgencyRequest(tx, {
      kind,
      systemId: await systemId(tx, 'noi-vu'),
      agencyId: agency.id,
      code,
      name: 'Phòng Mới',
      contact: { email: 'phong@moi.example' },
    }),
  );
  return id!;
}

test('system vxp prints the secret once, gives a new one when asked, and says which clock counts', async () => {
  const show = async (...options: string[]) =>
    (await run('system', 'vxp', 'noi-vu', '--json', ...options)).json<Shown>();
  const first = await show();
  expect(first).toMatchObject({ utcOffset: '+07:00', endpoint: expect.stringMatching(/\/XrdAdapter\/adapter$/) });
  expect(Buffer.from(first.secret!, 'base64url')).toHaveLength(32);
  expect(await show()).toMatchObject({ systemid: first.systemid, secret: null });
  const rotated = await show('--rotate', '--utc-offset', '-03:30');
  expect(rotated).toMatchObject({ systemid: first.systemid, utcOffset: '-03:30' });
  expect(rotated.secret).not.toBe(first.secret);
  expect((await run('system', 'vxp', 'noi-vu', '--utc-offset', '7')).code).toBe(2);
  expect((await run('system', 'vxp', 'noi-vu', '--stop', '--rotate')).code).toBe(2);
  expect((await run('system', 'vxp', 'không-có')).code).toBe(5);
  expect((await run('system', 'vxp', 'noi-vu', '--stop')).code).toBe(0);
  const { rows } = await database.owner.pool.query(
    `select type, data from event where type like 'system.vxp%' order by id`,
  );
  expect(rows.map((row) => row.type)).toEqual([
    'system.vxp-issued',
    'system.vxp-issued',
    'system.vxp-clock-set',
    'system.vxp-ended',
  ]);
  expect(JSON.stringify(rows)).not.toContain(rotated.secret);
});

test('agency requests: an accepted one is under the code that the province gives, a refused one needs its reason', async () => {
  const [wanted, unwanted] = [await ask('register', 'H97.13.01'), await ask('register', OFFICE)];
  expect((await run('agency', 'requests', '--json')).json<{ id: string }[]>().map((one) => one.id)).toEqual([
    wanted,
    unwanted,
  ]);
  expect((await run('agency', 'requests', '--accept', wanted, '--code', 'H97.13.09')).code).toBe(0);
  expect((await run('agency', 'show', 'H97.13.09', '--json')).json()).toMatchObject({
    agency: { name: 'Phòng Mới', contact: { email: 'phong@moi.example' } },
    parent: { code: OFFICE },
  });
  const taken = await run('agency', 'requests', '--accept', unwanted);
  expect([taken.code, taken.stderr]).toEqual([3, expect.stringContaining('AGENCY_CODE_TAKEN')]);
  expect((await run('agency', 'requests', '--refuse', unwanted)).code).toBe(2);
  expect((await run('agency', 'requests', '--refuse', unwanted, '--why', 'trùng')).code).toBe(0);
  expect((await run('agency', 'requests', '--refuse', unwanted, '--why', 'trùng')).code).toBe(5);
});

test('a closing that is accepted ends the validity today and deletes nothing', async () => {
  const id = await ask('close', OFFICE);
  expect((await run('agency', 'requests', '--accept', id, '--why', 'QĐ 12/QĐ-UBND')).code).toBe(0);
  const shown = (await run('agency', 'show', OFFICE, '--json')).json();
  expect(shown).toMatchObject({ open: false, agency: { validTo: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) } });
});
