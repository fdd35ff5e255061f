// As a program: a contestant in a process of its own, told over the channel how often to verify its document.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONTESTANTS, type Contestant, prepare, type Subject } from './contestants.ts';
import type { Runner } from './measure.ts';

const FILE = fileURLToPath(import.meta.url);
const LOADER = new URL('../../../src/platform/typescript.mjs', import.meta.url).href;

/** Processor time. Code is compiled while it runs, and a large document runs through that of the header only once. */
const WARM_MS = 3_000;

interface Answer {
  readonly cpuMs: number;
  readonly peakMb: number;
}

/**
 * Starts a contestant. In one process they would slow each other down: code compiled for one is thrown away for the next,
 * and the garbage of one is collected in the time of another. So its peak memory is its own, too.
 */
export function startContestant(contestant: Contestant, subject: Subject): Runner {
  const child = fork(FILE, [contestant, JSON.stringify(subject)], { execArgv: ['--import', LOADER] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${contestant} ended`)));
  // Being stopped is no failure; whoever waits for an answer is told all the same.
  ended.catch(() => {});
  let peak: number | null = null;
  return {
    name: CONTESTANTS[contestant],
    async cpuMs(times) {
      child.send(times);
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Answer];
      peak = answer.peakMb;
      return answer.cpuMs;
    },
    peakMb: async () => peak,
    stop: () => void child.kill(),
  };
}

/** Null where the system does not tell (it is Linux that does) or the process is gone. */
export function peakMb(pid: number | 'self'): number | null {
  try {
    const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1_024;
  } catch {
    return null;
  }
}

if (process.argv[1] === FILE) {
  const [contestant, subject] = process.argv.slice(2);
  const given = JSON.parse(subject!) as Subject;
  const small = await prepare(contestant as Contestant, { ...given, path: given.small });
  while (process.cpuUsage().user < WARM_MS * 1_000) await small();
  const run = await prepare(contestant as Contestant, given);
  process.on('message', async (times: number) => {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await run();
    const { user, system } = process.cpuUsage(before);
    // `maxRSS` would do everywhere, but a process begins with that of its parent.
    const peak = peakMb('self') ?? process.resourceUsage().maxRSS / 1_024;
    process.send!({ cpuMs: (user + system) / 1_000, peakMb: peak } satisfies Answer);
  });
}
