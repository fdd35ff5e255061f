import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import {
  authenticate,
  createSystem,
  disableSystem,
  forgetKeys,
  issueVxpCredentials,
  rotateKey,
  vxpSystem,
} from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let base: TestDatabase;
let vault: Vault;
let directory: string;

beforeAll(async () => {
  [base, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'keys-'))]);
  vault = await openVault(directory);
});
afterAll(async () => {
  await base.drop();
  await rm(directory, { recursive: true, force: true });
});

function system(name: string) {
  return base.database.db.transaction((tx) => createSystem(tx, { name, agencyIds: [], scopes: ['send'] }));
}

test('an API key overlaps with the one before until its time is over, and no longer than the next change', async () => {
  const { apiKey: first } = await system('overlapping');
  const db = base.database.db;
  const opens = async (key: string) => (await authenticate(db, key)) !== null;
  const rotate = (hours: number) => db.transaction((tx) => rotateKey(tx, 'overlapping', hours));
  const { apiKey: second, oldUntil } = await rotate(24);
  expect(oldUntil!.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect([await opens(first), await opens(second)]).toEqual([true, true]);
  await base.owner.pool.query("update system set previous_until = now() where name = 'overlapping'");
  forgetKeys();
  expect([await opens(first), await opens(second)]).toEqual([false, true]);
  const { apiKey: third } = await rotate(24);
  const { apiKey: fourth } = await rotate(24);
  const all = await Promise.all([first, second, third, fourth].map(opens));
  expect(all).toEqual([false, false, true, true]);
  await db.transaction((tx) => disableSystem(tx, 'overlapping'));
  expect([await opens(third), await opens(fourth)]).toEqual([false, false]);
  for (const hours of [-1, 0.5, 721, Number.NaN])
    await expect(rotate(hours)).rejects.toMatchObject({ code: 'OVERLAP_INVALID' });
});

test('a secret for the protocol of an axis overlaps in the same way', async () => {
  const { id } = await system('by-axis');
  const db = base.database.db;
  const issue = (hours: number) => db.transaction((tx) => issueVxpCredentials(tx, vault, 'by-axis', hours));
  const secrets = async () => (await vxpSystem(db, vault, id))?.secrets;
  const [first, second] = [await issue(24), await issue(24)];
  expect(await secrets()).toEqual([second.secret, first.secret]);
  const third = await issue(0);
  expect(await secrets()).toEqual([third.secret]);
});
