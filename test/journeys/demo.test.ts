import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoSummary } from '../../src/cli/demo/index.ts';
import { writeLetter, writeStatus } from '../../src/cli/demo/letters.ts';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { buildDocument, buildStatus } from '../../src/edxml/index.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const SAMPLES = process.env.FIELD_SAMPLES ?? path.join(CHECKOUT, '..', 'shared', 'samples', 'edxml');
const PATIENCE_MS = 120_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lienthong-demo-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The command as its user runs it, against state of its own. */
async function runDemo(...options: string[]): Promise<DemoSummary & { exitCode: number }> {
  const args = ['scripts/lienthong.mjs', 'demo', '--exit', '--json', '--port', '0', '--data', directory, ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: CHECKOUT, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      try {
        resolve({ ...(JSON.parse(stdout) as DemoSummary), exitCode: typeof error?.code === 'number' ? error.code : 0 });
      } catch {
        reject(new Error(stderr || stdout || String(error)));
      }
    });
  });
}

test(
  'the demonstration keeps every promise it prints, with receipts that verify',
  async () => {
    const summary = await runDemo();
    expect(summary.outcomes.filter((one) => !one.met)).toEqual([]);
    expect(summary.exitCode).toBe(0);
    expect(summary.governmentUrl).not.toBe(summary.url);
    const words = new Set(summary.rows.map((row) => row.word));
    expect([...words]).toEqual(expect.arrayContaining(['accepted', 'arrived', 'failed', 'withdrawn', 'rejected']));
    expect(new Set(summary.rows.map((row) => row.way))).toEqual(new Set(['pull', 'webhook', 'axis', 'none']));
    expect(summary.rows.map((row) => row.code)).toEqual(
      expect.arrayContaining([
        'RECIPIENT_UNDECIDED',
        'RECIPIENT_UNKNOWN',
        'DIGEST_MISMATCH',
        'SIGNER_MISMATCH',
        'SECRET_NOT_ALLOWED',
      ]),
    );
    expect(summary.receipts.invalid).toEqual([]);
    expect(await readdir(summary.receipts.folder)).not.toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a second run finds the first one, and field files travel byte for byte while broken ones are refused with their line',
  async () => {
    const folder = existsSync(SAMPLES) ? SAMPLES : await makeFieldFiles();
    const runs = await readFile(path.join(directory, 'run'), 'utf8').catch(() => '0');
    const summary = await runDemo('--from', folder);
    expect(summary.outcomes.filter((one) => !one.met)).toEqual([]);
    expect(summary.exitCode).toBe(0);
    expect(summary.run).toBe(Number(runs) + 1);
    expect(summary.files.length).toBe((await readdir(folder)).length);
    const broken = summary.files.filter((one) => one.asIs !== 'accepted');
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatchObject({ asIs: 'XML_NOT_WELL_FORMED', line: expect.any(Number), signed: null });
    const documents = summary.files.filter((one) => one.kind.startsWith('edoc'));
    expect(documents.every((one) => one.signed === 'accepted')).toBe(true);
  },
  PATIENCE_MS,
);

/** Stands in where the field's own samples are not at hand. */
async function makeFieldFiles(): Promise<string> {
  console.warn(`FIELD SAMPLES SKIPPED: no folder ${SAMPLES}; files of the product's own builder are used instead`);
  const folder = await mkdtemp(path.join(directory, 'field-'));
  const letter = writeLetter({
    from: 'government',
    to: [{ code: '000.00.00.H97', name: 'Ủy ban nhân dân tỉnh giả định' }],
    number: 1,
    subject: 'Công văn theo mẫu thực tế',
  });
  const file = { contentId: '209', name: 'cong-van.pdf', mediaType: 'application/pdf', content: makePdf(['Công văn']) };
  const document = buildDocument(letter.header, [file]);
  const status = writeStatus('committee', letter, '03', 'Đã tiếp nhận');
  const from = { organId: '000.00.00.H97', organName: 'Ủy ban nhân dân tỉnh giả định' };
  await writeFile(path.join(folder, 'edoc_new.edxml'), document);
  await writeFile(path.join(folder, 'status_03.edxml'), buildStatus({ ...status, from }));
  await writeFile(path.join(folder, 'broken.edxml'), document.toString('utf8').replace('</edXML:From>', ''));
  return folder;
}
