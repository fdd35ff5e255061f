import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepEvidence } from '../../../src/trust/chain-source.ts';
import type { PathResult } from '../../../src/trust/path/index.ts';
import { openEvidenceStore } from '../../../src/trust/revocation/index.ts';

let base: string;
let directory: string;
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'evidence-'));
  directory = path.join(base, 'revocation');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const soon = () => Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000;

describe('answers about revocation on disk', () => {
  test('are found after a restart with the time at which they expire', async () => {
    const [bytes, expiresMs] = [Buffer.from('a list'), soon()];
    await (await openEvidenceStore(directory)).save('crl http://a', { bytes, expiresMs });
    const again = await openEvidenceStore(directory);
    expect(await again.load('crl http://a')).toEqual({ bytes, expiresMs });
    expect(await again.load('crl http://b')).toBeNull();
  });

  test('are replaced by the next one, and cleared away once they expired', async () => {
    const store = await openEvidenceStore(directory);
    const save = (key: string, text: string, expiresMs: number) =>
      store.save(key, { bytes: Buffer.from(text), expiresMs });
    await save('crl http://a', 'old', soon());
    await save('crl http://a', 'new', soon());
    await save('ocsp http://b 1', 'expired', Date.now() - 1_000);
    expect((await store.load('crl http://a'))?.bytes.toString()).toBe('new');
    expect(await readdir(path.join(directory, 'current'))).toHaveLength(2);
    await openEvidenceStore(directory);
    expect(await readdir(path.join(directory, 'current'))).toHaveLength(1);
  });

  test('that a verdict names are kept once under their digest, and outlive the answer that replaces them', async () => {
    const evidence = await openEvidenceStore(directory);
    const [used, unused] = [Buffer.from('used'), Buffer.from('unused')];
    await evidence.save('crl http://a', { bytes: used, expiresMs: soon() });
    const result = { chain: [{ revocation: null }, { revocation: { status: 'good', sha256: sha256(used) } }] };
    const material = { crls: [used, unused], ocsp: [Buffer.from(used)] };
    await keepEvidence({ evidence }, material, result as unknown as PathResult);
    await evidence.save('crl http://a', { bytes: unused, expiresMs: soon() });
    await openEvidenceStore(directory);
    expect((await readdir(directory)).sort()).toEqual([sha256(used), 'current'].sort());
    expect(await readFile(path.join(directory, sha256(used)))).toEqual(used);
  });

  test('leave nothing half written: what a crash left is no answer and is removed after an hour', async () => {
    const store = await openEvidenceStore(directory);
    await store.save('crl http://a', { bytes: Buffer.from('x'), expiresMs: soon() });
    const left = path.join(directory, 'abc.part');
    await writeFile(left, 'half');
    await openEvidenceStore(directory);
    expect(await readdir(directory)).toContain('abc.part');
    await utimes(left, 0, 0);
    await openEvidenceStore(directory);
    expect(await readdir(directory)).toEqual(['current']);
  });

  test('nothing is made on disk before there is something to keep', async () => {
    expect(await (await openEvidenceStore(directory)).load('crl http://a')).toBeNull();
    expect(await readdir(base)).toEqual([]);
  });
});
