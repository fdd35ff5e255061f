#!/usr/bin/env node
// The command `lienthong`: installs what is missing, then runs src/cli/main.ts in this process, so signals and the
// exit code are its own.
import { prepare, runProgram } from './prepare.mjs';

await prepare({ dev: false });
await runProgram('src/cli/main.ts');
