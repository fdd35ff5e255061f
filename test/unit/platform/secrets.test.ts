import { randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openVault } from '../../../src/platform/secrets.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'lienthong-vault-'));
  folders.push(made);
  return made;
}

test('what was sealed opens for its row, after a restart too, and never looks the same twice', async () => {
  const directory = await folder();
  const sealed = (await openVault(directory)).seal('bí mật', 'row-1');
  const again = await openVault(directory);
  expect(again.open(sealed, 'row-1')).toBe('bí mật');
  expect(again.seal('bí mật', 'row-1').equals(sealed)).toBe(false);
  expect(sealed.includes('bí mật')).toBe(false);
});

test('another row, another key, a changed or a cut byte opens nothing', async () => {
  const vault = await openVault(await folder());
  const other = await openVault(await folder());
  const sealed = vault.seal('secret', 'row-1');
  const flipped = Buffer.from(sealed);
  flipped[20]! ^= 1;
  const unreadable = expect.objectContaining({ code: 'SECRET_UNREADABLE' });
  expect(() => vault.open(sealed, 'row-2')).toThrow(unreadable);
  expect(() => other.open(sealed, 'row-1')).toThrow(unreadable);
  expect(() => vault.open(flipped, 'row-1')).toThrow(unreadable);
  expect(() => vault.open(sealed.subarray(0, -1), 'row-1')).toThrow(unreadable);
  expect(() => vault.open(Buffer.alloc(0), 'row-1')).toThrow(unreadable);
});

test('after a rotation old secrets open and new ones are sealed with the new key', async () => {
  const directory = await folder();
  const old = await openVault(directory);
  const before = old.seal('old', 'row');
  await appendFile(path.join(directory, 'master.key'), `2 ${randomBytes(32).toString('base64')}\n`);
  const vault = await openVault(directory);
  expect(vault.open(before, 'row')).toBe('old');
  expect(vault.seal('new', 'row')[0]).toBe(2);
  expect(vault.derive('mark')).toEqual(old.derive('mark'));
  expect(vault.derive('mark')).not.toEqual(vault.derive('other mark'));
});

test('the key file is for its owner alone, and a shared or damaged one stops the start', async () => {
  const directory = await folder();
  const file = path.join(directory, 'master.key');
  await Promise.all([openVault(directory), openVault(directory)]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  await expect(openVault(directory)).rejects.toMatchObject({ code: 'MASTER_KEY_EXPOSED' });
  await chmod(file, 0o600);
  await writeFile(file, `${(await readFile(file, 'utf8')).slice(0, 20)}\n`);
  await expect(openVault(directory)).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
});
