// `npm test [-- files and vitest options]`: installs what is missing, then runs the suite once. `npm run test:long` runs
// the seeded comparisons, mutations and lives at their full length, and what makes and restores many databases.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout, prepare } from './prepare.mjs';

await prepare({ dev: true });
const long = process.argv.includes('--long');
const options = process.argv.slice(2).filter((option) => option !== '--long');
const LONG = [
  'test/unit/edxml/c14n.test.ts',
  'test/unit/edxml/mutated.test.ts',
  'test/integration/backup.test.ts',
  // Every way of doing it wrong, alone.
  'test/integration/conform.test.ts',
  'test/fault/reform-scale.test.ts',
  // SEED=<number> replays one of its runs.
  'test/fault/delivery-model.test.ts',
  // LIFE_SEED=<number> lives one of its lives again.
  'test/fault/life.test.ts',
];
const files = long && options.length === 0 ? LONG : options;
const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
const env = long ? { ...process.env, LONG: '1' } : process.env;
const child = spawn(process.execPath, [vitest, 'run', ...files], { cwd: checkout, stdio: 'inherit', env });
// Ctrl-C reaches the suite too; wait for it, so that its PostgreSQL is stopped before we go.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
