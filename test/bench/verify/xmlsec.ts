import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Subject } from './contestants.ts';
import type { Runner } from './measure.ts';
import { peakMb } from './process.ts';

export const XMLSEC = 'libxmlsec (xmlsec1)';

export function xmlsecVersion(): string | null {
  const { status, stdout } = spawnSync('xmlsec1', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n')[0]! : null;
}

/** The key is given, as the hub has it from its registry: no certificate of KeyInfo is looked into. */
function args({ path, certificate }: Subject, repeat: number): string[] {
  const keys = ['--enabled-key-data', 'key-name', '--pubkey-cert-pem', certificate];
  return ['--verify', '--repeat', String(repeat), ...keys, path];
}

/** libxmlsec by its own program: processor time of many verifications, less that of starting it and of one more. */
export function xmlsec(subject: Subject): Runner {
  const start = Math.min(...[1, 2, 3].map(() => programMs(subject, 1)));
  return {
    name: XMLSEC,
    cpuMs: (times) => Math.max(0.001, programMs(subject, times + 1) - start),
    peakMb: () => watchPeak(subject),
    stop: () => {},
  };
}

function programMs(subject: Subject, repeat: number): number {
  const quoted = ['xmlsec1', ...args(subject, repeat)].map((arg) => `'${arg}'`).join(' ');
  const script = `TIMEFORMAT='%U %S'; { time ${quoted} >/dev/null 2>&1 && echo ok; } 2>&1`;
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  const [times, ok] = stdout.trim().split('\n');
  if (ok !== 'ok') throw new Error(`xmlsec1 does not verify ${subject.path}`);
  const [user, system] = times!.split(' ').map(Number);
  return (user! + system!) * 1_000;
}

/** Looked at while it runs, which takes long enough for a look at any size. */
async function watchPeak(subject: Subject): Promise<number | null> {
  const child = spawn('xmlsec1', args(subject, statSync(subject.path).size > 5_000_000 ? 2 : 100), { stdio: 'ignore' });
  let peak: number | null = null;
  const looking = setInterval(() => {
    peak = Math.max(peakMb(child.pid!) ?? 0, peak ?? 0) || null;
  }, 2);
  await new Promise((ended) => child.on('close', ended));
  clearInterval(looking);
  return peak;
}
