import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHubProcess } from './hub-process.ts';

export interface Startup {
  readonly from: 'an empty directory' | 'its own state';
  /** From the start of the process until /readyz said yes; one figure a run. */
  readonly readyMs: readonly number[];
  readonly memoryMb: number | null;
}

/** Starts a hub on an empty directory, and again on what that left. */
export async function measureStartup(runs: number): Promise<Startup[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  let memoryMb: number | null = null;
  for (let run = 0; run < runs; run += 1) {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-start-'));
    for (const times of [cold, warm]) {
      const hub = await startHubProcess({ dataDir });
      times.push(hub.readyMs);
      memoryMb = (await hub.memory())?.nowMb ?? null;
      await hub.stop();
    }
    await rm(dataDir, { recursive: true, force: true });
  }
  return [
    { from: 'an empty directory', readyMs: cold, memoryMb },
    { from: 'its own state', readyMs: warm, memoryMb },
  ];
}
