// `npm test [-- files and vitest options]`: installs what is missing, then runs the suite once.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout, prepare } from './prepare.mjs';

await prepare({ dev: true });
const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: checkout, stdio: 'inherit' });
// Ctrl-C reaches the suite too; wait for it, so that its PostgreSQL is stopped before we go.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
