import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Numbers of one run's documents: every run takes the next thousand, so that nothing is a repetition by accident. */
export interface Numbers {
  /** From 1: how often the demonstration ran in this directory. */
  readonly run: number;
  next(): number;
}

export async function openNumbers(directory: string): Promise<Numbers> {
  const file = path.join(directory, 'run');
  const last = Number(await readFile(file, 'utf8').catch(() => '0'));
  const run = (Number.isSafeInteger(last) ? last : 0) + 1;
  await writeFile(file, String(run));
  let given = 0;
  return { run, next: () => run * 1_000 + given++ };
}

/** `yyyy/MM/dd` of today in Viet Nam, as edXML writes dates. */
export function todayInVietnam(now = new Date()): string {
  return vietnam(now).slice(0, 10);
}

/** `yyyy/MM/dd HH:mm:ss` in Viet Nam (QĐ 28/2018 Art 14(4)). */
export function timestampInVietnam(now = new Date()): string {
  return vietnam(now);
}

function vietnam(now: Date): string {
  return new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
