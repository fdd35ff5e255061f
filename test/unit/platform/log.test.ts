import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { LOADER } from '../../support/loader.ts';

/** A process of its own, since the log goes to its stderr. */
function linesOf(statement: string): Record<string, Record<string, unknown>>[] {
  const module = new URL('../../../src/platform/log.ts', import.meta.url).href;
  const program = `import { openLog } from '${module}'; const log = openLog('info'); ${statement}`;
  const command = `"${process.execPath}" --import ${LOADER} --input-type=module --eval "$1" 2>&1`;
  const output = execFileSync('/bin/sh', ['-c', command, 'sh', program], { encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a line keeps an error with its code and cause, and never a secret', () => {
  const [line] = linesOf(`
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    log.warn({ error: new Error('no luck', { cause }), apiKey: 'k-e-y', system: { secret: 's-e-c' } }, 'x');`);
  expect(line).toMatchObject({ error: { message: 'no luck', cause: { message: 'refused', code: 'ECONNREFUSED' } } });
  expect(line).toMatchObject({ apiKey: '[secret]', system: { secret: '[secret]' } });
});
