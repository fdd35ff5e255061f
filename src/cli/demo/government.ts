import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the second hub is told before it starts. */
export interface GovernmentOrder {
  readonly dataDir: string;
  /** Agencies from field files that travel between the two hubs. */
  readonly strangers: readonly { readonly code: string; readonly name: string }[];
  /** Certificates by agency code, PEM. */
  readonly certificates: Readonly<Record<string, string>>;
}

/** Where it answers, and the keys of the two systems that speak with it. */
export interface GovernmentReady {
  readonly url: string;
  /** Văn phòng Chính phủ's own document system. */
  readonly ownKey: string;
  /** The axis connection of the province. */
  readonly axisKey: string;
  /** With which its receipts are verified. */
  readonly certificatePem: string;
}

export interface Government extends GovernmentReady {
  readonly pid: number;
}

/** The process before it is told what to do: it loads the program while its order is being prepared. */
export interface GovernmentProcess {
  /** Registers, listens, and says where. */
  start(order: GovernmentOrder): Promise<Government>;
  stop(): Promise<void>;
}

/** The Government Office's hub: the same program in a process, a database and a directory of its own. */
export function openGovernment(logFile: string): GovernmentProcess {
  const entry = fileURLToPath(new URL('./government-process.ts', import.meta.url));
  const child = fork(entry, [], {
    execArgv: ['--import', new URL('../../platform/typescript.mjs', import.meta.url).href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      // Its channel closing is its sign to stop: it then ends as well when this process dies without a word.
      child.disconnect();
      await gone;
    }
    log.end();
  };
  return {
    stop,
    async start(order) {
      child.send(order);
      return { ...(await firstMessage(child, logFile)), pid: child.pid ?? 0 };
    },
  };
}

function firstMessage(child: ChildProcess, logFile: string): Promise<GovernmentReady> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as GovernmentReady));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the Government Office's hub ended with code ${code} before it was ready; see ${logFile}`)),
    );
  });
}
