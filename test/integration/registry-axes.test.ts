import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import { axisByName, listAxes, saveAxis } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
let directory: string;
let vault: Vault;
beforeAll(async () => {
  test = await testDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'lienthong-axes-'));
  vault = await openVault(directory);
});
afterAll(async () => {
  await test.drop();
  await rm(directory, { recursive: true, force: true });
});

it('an axis keeps its credentials sealed and its settings readable', async () => {
  const db = test.database.db;
  const settings = { dialect: 'vxp', systemId: 'truc-h98', from: '00.98.W00' };
  const config = { name: 'vpcp', adapter: 'axis', baseUrl: 'https://axis', settings };
  await db.transaction((tx) => saveAxis(tx, vault, { ...config, secret: 'token' }));
  const read = {
    ...config,
    settings: { ...settings, clockOffset: 420, honoursTo: true, insistsOnTrace: false, directory: 'units' },
    enabled: true,
    downSince: null,
  };
  expect(await axisByName(db, vault, 'vpcp')).toMatchObject({ ...read, secret: 'token' });
  const [line] = await listAxes(db);
  expect(line).toMatchObject(read);
  expect(line).not.toHaveProperty('secret');
  await expect(axisByName(db, vault, 'none')).rejects.toMatchObject({ code: 'AXIS_UNKNOWN' });
});

it.each([
  ['an unknown dialect', { dialect: 'soap' }],
  ['a clock two days off', { dialect: 'vxp', systemId: 'x', clockOffset: 2_880 }],
  ['a TraceHeader of nobody', { dialect: 'vxp', systemId: 'x', insistsOnTrace: true }],
  ['a setting of another dialect', { dialect: 'rest', systemId: 'x' }],
])('an axis with %s is refused', async (_, settings) => {
  const config = { name: 'bad', adapter: 'axis', baseUrl: 'https://axis', settings, secret: 'token' };
  await expect(test.database.db.transaction((tx) => saveAxis(tx, vault, config))).rejects.toMatchObject({
    code: 'AXIS_SETTINGS_INVALID',
  });
});
