import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';

const COMMAND = fileURLToPath(new URL('../../scripts/lienthong.mjs', import.meta.url));

export interface HubProcess {
  readonly url: string;
  /** From the start of the process until /readyz said yes. */
  readonly readyMs: number;
  /** Resident memory in MB, of the process with all its threads: now, and at its highest so far. Null without /proc. */
  memory(): Promise<{ nowMb: number; peakMb: number } | null>;
  stop(): Promise<void>;
}

export interface HubSettings {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder for CPU profiles of the process and each of its threads. */
  readonly profile?: string | undefined;
}

/** Starts a hub as a user does, on a free port, and waits until it is ready. */
export async function startHubProcess({ dataDir, env, profile }: HubSettings): Promise<HubProcess> {
  const since = performance.now();
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...profiling, COMMAND, 'start', '--json', '--port', '0', '--data', dataDir], {
    env: { ...process.env, LOG_LEVEL: 'error', OUTBOUND_ALLOW: '127.0.0.0/8', DISK_RESERVE_BYTES: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await announced(child);
  while ((await answers(`${url}/readyz`)) !== 200) await new Promise((resolve) => setTimeout(resolve, 5));
  const readyMs = performance.now() - since;
  return { url, readyMs, memory: () => memoryOf(child.pid!), stop: () => stop(child) };
}

/** The address that `start --json` prints once it listens. */
function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /"url":\s*"([^"]+)"/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it listened`)));
  });
}

async function answers(url: string): Promise<number> {
  const answer = await request(url);
  await answer.body.dump();
  return answer.statusCode;
}

async function memoryOf(pid: number): Promise<{ nowMb: number; peakMb: number } | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  if (status === null) return null;
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1_024;
  return { nowMb: read('VmRSS'), peakMb: read('VmHWM') };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
