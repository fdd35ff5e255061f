import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTar } from '../../../src/platform/tar.ts';
import { createTar } from '../../../src/platform/tar-file.ts';

const HAS_TAR = spawnSync('tar', ['--version']).status === 0;
const FOLDER = '2026/11/01990f3e-0000-7000-8000-000000000001';
/** Longer than the field of a name. */
const LONG = `${FOLDER}/receipts/ContentConsignmentFailure-01990f3e-0000-7000-8000-000000000002.xml`;
const FILES = { 'README.txt': 'Đọc trước', [`${FOLDER}/manifest.json`]: '{}', [LONG]: 'x'.repeat(1_025), empty: '' };

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lienthong-tar-'));
  file = path.join(folder, 'x.tar');
  const tar = await createTar(file);
  for (const [name, content] of Object.entries(FILES)) {
    await writeFile(path.join(folder, 'source'), content);
    await tar.add(name, path.join(folder, 'source'));
  }
  await tar.end();
  await tar.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a tar gives back what was put into it, names of any length included', async () => {
  const found: Record<string, string> = {};
  for await (const { entry, content } of readTar(createReadStream(file))) {
    found[entry.name] = await text(Readable.from(content));
  }
  expect(found).toEqual(FILES);
});

test.skipIf(!HAS_TAR)('tar itself reads it', () => {
  const listed = spawnSync('tar', ['-tf', file], { encoding: 'utf8' });
  expect([listed.status, listed.stderr, listed.stdout.trim().split('\n')]).toEqual([0, '', Object.keys(FILES)]);
  expect(spawnSync('tar', ['-xOf', file, LONG], { encoding: 'utf8' }).stdout).toBe(FILES[LONG]);
});

test('a tar that is there is not written over', async () => {
  await expect(createTar(file)).rejects.toMatchObject({ code: 'EEXIST' });
});
