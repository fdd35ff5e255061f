import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AxisDemoSummary } from '../../src/cli/demo-axis/index.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

async function runDemo(directory: string): Promise<AxisDemoSummary & { exitCode: number }> {
  const args = ['scripts/lienthong.mjs', 'demo-axis', '--exit', '--json', '--data', directory];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: CHECKOUT, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      try {
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        resolve({ ...(JSON.parse(stdout) as AxisDemoSummary), exitCode });
      } catch {
        reject(new Error(stderr || stdout || String(error)));
      }
    });
  });
}

// Three hubs and an outage take more than the suite has; `npm run test:long` plays it.
test.runIf(process.env.LONG === '1')(
  'three hubs keep every promise of their demonstration, a second time on the same state too',
  async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-demo-axis-'));
    // PostgreSQL of root runs as another user, who must reach the folders below.
    await chmod(directory, 0o755);
    try {
      for (const run of [1, 2]) {
        const { outcomes, exitCode } = await runDemo(directory);
        expect({ run, missed: outcomes.filter((one) => !one.met), exitCode }).toEqual({ run, missed: [], exitCode: 0 });
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  300_000,
);
