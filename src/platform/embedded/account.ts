import { spawn, spawnSync } from 'node:child_process';

/** PostgreSQL refuses to run as root; `nobody` owns its files then. */
const NOBODY = 65534;

/** The user that owns the database files and runs the server. */
export interface Account {
  readonly name: string;
  /** Passed to child processes; empty when they simply run as we do. */
  readonly ids: { uid?: number; gid?: number };
}

export function serverAccount(): Account {
  if (process.getuid?.() === 0) return { name: `nobody (uid ${NOBODY})`, ids: { uid: NOBODY, gid: NOBODY } };
  return { name: String(process.getuid?.() ?? 'current'), ids: {} };
}

/** Whether the account can enter a directory. Asked of the system, since modes alone do not tell (ACLs, mount options). */
export function canEnter(account: Account, directory: string): boolean {
  if (account.ids.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...account.ids, stdio: 'ignore' }).status === 0;
}

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end. The server that pg_ctl leaves behind keeps none of our pipes open. */
export function runAs(account: Account, program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
    const child = spawn(program, args, { ...account.ids, env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    // 'exit', not 'close': a daemon may inherit the pipes.
    child.on('exit', (code) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, output: output.trim() });
      });
    });
  });
}
