import { execFileSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { openThreads } from '../../../src/platform/threads.ts';
import { LOADER } from '../../support/loader.ts';

const worker = new URL('./threads/double.ts', import.meta.url);
const pool = openThreads<{ value: number }, { value: number; thread: number; id: boolean }>(worker, { threads: 2 });
afterAll(() => pool.destroy());

test('a worker thread runs TypeScript that imports TypeScript, off the main thread', async () => {
  const result = await pool.run({ value: 21 });
  expect(result.value).toBe(42);
  expect(result.id).toBe(true);
  expect(result.thread).toBeGreaterThan(0);
});

test('a compiled worker is read by import: one that is ended while it is required would end the process', async () => {
  const compiled = openThreads<null, boolean>(new URL('./threads/read-by.mjs', import.meta.url), { threads: 1 });
  expect(await compiled.run(null)).toBe(false);
  await compiled.destroy();
});

test('the same worker runs in a process of its own', () => {
  const module = new URL('../../../src/platform/threads.ts', import.meta.url).href;
  const program = `
    import { openThreads } from '${module}';
    const pool = openThreads(new URL('${worker.href}'), { threads: 1 });
    const { value } = await pool.run({ value: 4 });
    await pool.destroy();
    console.log(value);`;
  const args = ['--import', LOADER, '--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe('8');
});
