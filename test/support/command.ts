import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/lienthong.mjs', import.meta.url));
const LEASH = new URL('./leash.mjs', import.meta.url).href;
/** Variables of whoever runs the suite that would change what a command does. */
const OURS = /^(LIENTHONG_|HUB_|LISTEN_|DATA_DIR|DATABASE_|REDIS_URL|LOG_LEVEL|TLS_|NO_COLOR|FORCE_COLOR)/;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the JSON that `--json` promises. */
  json<T = Record<string, unknown>>(): T;
}

/** From now on, in this process and its children, commands see these variables, none of our own and none of an earlier file. */
export function useEnvironment(env: Readonly<Record<string, string>>): void {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (OURS.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

/** One command line, in this process: what it prints and how it ends are those of the real one. */
export async function run(...args: readonly string[]): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    colours: false,
  });
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}

/** The command as a process of its own, which does not outlive this one. */
export function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', LEASH, SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

/** The same to its end. */
export async function runProcess(...args: readonly string[]): Promise<Ended> {
  const child = start(...args);
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended(child)]);
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}

export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** Reads stdout until the JSON that a long-running command prints once is complete. */
export async function firstJson<T>(child: ChildProcess): Promise<T> {
  let text = '';
  child.stderr?.resume();
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.endsWith('\n}\n')) return JSON.parse(text) as T;
  }
  throw new Error(`it ended without JSON: ${text}`);
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  let text = '';
  stream!.setEncoding('utf8');
  for await (const chunk of stream!) text += chunk;
  return text;
}

/** A refusal as a person sees it: a code, a sentence, a fix; nothing on stdout and no stack. */
export function expectRefusal(it: Ended, exit: number, code: string): void {
  expect(it.code).toBe(exit);
  expect(it.stdout).toBe('');
  expect(it.stderr).toMatch(new RegExp(`^${code}: .+\\n  → .+\\n$`, 'u'));
}
