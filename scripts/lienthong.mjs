#!/usr/bin/env node
// The command `lienthong`: installs what is missing, then runs src/cli/main.ts in this process, so signals and the
// exit code are its own.
import { enableTypeScript, prepare } from './prepare.mjs';

await prepare({ dev: false });
await enableTypeScript();
await import('../src/cli/main.ts');
