// `npm run bench [-- options]`: installs what is missing, then measures.
import { enableTypeScript, prepare } from './prepare.mjs';

await prepare({ dev: true });
await enableTypeScript();
await import('../test/bench/main.ts');
