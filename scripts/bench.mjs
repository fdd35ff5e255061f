// `npm run bench [-- options]` measures a whole hub; `npm run bench:verify` the reading and checking of one document.
import { enableTypeScript, prepare } from './prepare.mjs';

await prepare({ dev: true });
await enableTypeScript();
await import(process.argv[2] === 'verify' ? '../test/bench/verify/main.ts' : '../test/bench/main.ts');
