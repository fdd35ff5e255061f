// As a program: verifies one document a few times and prints the highest resident memory of its process, in MB.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Contestant, prepare, type Subject } from './contestants.ts';

const FILE = fileURLToPath(import.meta.url);
const LOADER = new URL('../../../src/platform/typescript.mjs', import.meta.url).href;

/**
 * Peak memory of a contestant in a process of its own, so that neither the others nor what wrote the document count.
 * `seconds` is the time of the last run.
 */
export function measurePeak(contestant: Contestant, subject: Subject, times: number): { mb: number; seconds: number } {
  const args = ['--import', LOADER, FILE, contestant, JSON.stringify(subject), String(times)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** Null where the system does not tell (it is Linux that does) or the process is gone. */
export function peakMb(pid: number | 'self'): number | null {
  try {
    const [, kb] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? null : Number(kb) / 1_024;
  } catch {
    return null;
  }
}

if (process.argv[1] === FILE) {
  const [contestant, subject, times] = process.argv.slice(2);
  const run = await prepare(contestant as Contestant, JSON.parse(subject!));
  let seconds = 0;
  for (let i = 0; i < Number(times); i++) {
    const started = performance.now();
    await run();
    seconds = (performance.now() - started) / 1_000;
  }
  // `maxRSS` would do everywhere, but a process begins with that of its parent.
  const mb = peakMb('self') ?? process.resourceUsage().maxRSS / 1_024;
  console.log(JSON.stringify({ mb, seconds }));
}
