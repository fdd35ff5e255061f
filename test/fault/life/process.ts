import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, firstJson, start } from '../../support/command.ts';

/** One process of the hub under a supervisor that starts it again whenever it ends, as systemd does. */
export interface Supervised {
  readonly role: 'api' | 'worker';
  /** Where it answers; empty while it does not. */
  url(): string;
  /** It listens, after whatever befell it. */
  ready(): Promise<void>;
  /** `kill -9`. */
  kill(): void;
  /** Stands still for so long, in ms, and goes on as if nothing had happened. */
  freeze(ms: number): Promise<void>;
  /** The last words of each time that it ended by itself after it had been ready. */
  collapses(): readonly string[];
  /** Asks it to end (SIGTERM). Gives the ms that this took, or null when it did not end well within the limit. */
  stop(limitMs: number): Promise<number | null>;
}

const LAST_WORDS = 4_000;

export function supervise(role: Supervised['role'], signal: AbortSignal): Supervised {
  let child: ChildProcess;
  let url = '';
  const collapses: string[] = [];
  let [killed, stopping] = [false, false];
  const run = async () => {
    while (!stopping) {
      child = start('start', '--role', role, '--port', '0', '--json');
      const end = ended(child);
      let words = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        words = (words + chunk).slice(-LAST_WORDS);
      });
      const announced = await firstJson<{ url: string }>(child).catch(() => null);
      url = announced?.url ?? '';
      const code = await end;
      url = '';
      if (announced && !killed && !stopping) collapses.push(`${role} ended with ${code}: ${words}`);
      killed = false;
      if (!stopping) await pause(50);
    }
  };
  const running = run();
  return {
    role,
    url: () => url,
    async ready() {
      while (url === '') await pause(20, undefined, { signal });
    },
    kill() {
      killed = true;
      url = '';
      child.kill('SIGKILL');
    },
    async freeze(ms) {
      const frozen = child;
      frozen.kill('SIGSTOP');
      await pause(ms);
      frozen.kill('SIGCONT');
    },
    collapses: () => collapses,
    async stop(limitMs) {
      stopping = true;
      const since = performance.now();
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), limitMs);
      await running;
      clearTimeout(late);
      return child.exitCode === 0 ? Math.round(performance.now() - since) : null;
    },
  };
}
