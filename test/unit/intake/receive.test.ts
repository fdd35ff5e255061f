import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receive } from '../../../src/intake/index.ts';
import { type Blobs, openBlobs } from '../../../src/platform/blobs.ts';
import { newId } from '../../../src/platform/ids.ts';

let directory: string;
let blobs: Blobs;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lienthong-receive-'));
  blobs = await openBlobs(directory);
});
afterAll(() => rm(directory, { recursive: true }));

test('an upload of unknown length stops when the disk reaches its reserve on the way, and leaves nothing', async () => {
  let asked = 0;
  const filling: Blobs = { ...blobs, freeBytes: async () => (asked++ === 0 ? 100_000_000 : 500) };
  const body = Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(1_048_576)));
  const limits = { maxBytes: 200_000_000, reserveBytes: 1_000 };
  await expect(receive(filling, newId(), body, 'text/xml', limits)).rejects.toMatchObject({ code: 'DISK_RESERVE' });
  expect(await readdir(blobs.spoolDir)).toEqual([]);
});
