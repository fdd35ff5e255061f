import { access, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { openBlobs } from '../../../src/platform/blobs.ts';
import { newId } from '../../../src/platform/ids.ts';

const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-blobs-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const blobs = await openBlobs(directory);

async function store(text: string): Promise<string> {
  const id = newId();
  await writeFile(blobs.spoolPath(id), text);
  await blobs.put(id, blobs.spoolPath(id));
  return id;
}

test('what was put is read back whole or in part, and the spool is empty again', async () => {
  const id = await store('0123456789');
  expect((await buffer(blobs.open(id))).toString()).toBe('0123456789');
  expect((await buffer(blobs.open(id, { offset: 3, length: 4 }))).toString()).toBe('3456');
  expect((await buffer(blobs.open(id, { offset: 3, length: 0 }))).toString()).toBe('');
  await expect(access(blobs.spoolPath(id))).rejects.toThrow(/ENOENT/);
});

test('a removed blob is gone, and removing it again is no error', async () => {
  const id = await store('x');
  await blobs.remove(id);
  await blobs.remove(id);
  await expect(buffer(blobs.open(id))).rejects.toThrow(/ENOENT/);
});

test('the list names every blob once', async () => {
  const ids = [await store('a'), await store('b')];
  const listed: string[] = [];
  for await (const { id, modifiedMs } of blobs.list()) {
    expect(modifiedMs).toBeGreaterThan(0);
    listed.push(id);
  }
  expect(listed).toEqual(expect.arrayContaining(ids));
  expect(new Set(listed).size).toBe(listed.length);
});

test('only an id becomes a file name', () => {
  for (const name of ['../../etc/passwd', '', 'a/b', `${newId()}/..`]) {
    expect(() => blobs.path(name)).toThrow('not a blob id');
    expect(() => blobs.spoolPath(name)).toThrow('not a blob id');
  }
});

test('opening clears spool files of a day ago and leaves those being written', async () => {
  const [old, fresh] = [blobs.spoolPath(newId()), blobs.spoolPath(newId())];
  await writeFile(old, 'x');
  await writeFile(fresh, 'x');
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  await utimes(old, twoDaysAgo, twoDaysAgo);
  await openBlobs(directory);
  await expect(access(old)).rejects.toThrow(/ENOENT/);
  await access(fresh);
});

test('free and whole disk space are known', async () => {
  expect(await blobs.freeBytes()).toBeGreaterThan(0);
  expect(await blobs.diskBytes()).toBeGreaterThan(await blobs.freeBytes());
});
