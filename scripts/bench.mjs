// `npm run bench [-- options]` measures a whole hub; `npm run bench:verify` the reading and checking of one document,
// `npm run bench:delivery` lanes, backlogs and growing tables, `npm run bench:directory` the synchronisation of the national directory,
// `npm run bench:search` every kind of search, `npm run bench:doors` the REST door beside the axis protocol's, `npm run bench:retention` the end of a million rows,
// `npm run bench:adapters` a hundred agencies over all adapters, one of which hangs.
import { enableTypeScript, prepare } from './prepare.mjs';

await prepare({ dev: true });
await enableTypeScript();
const [what] = process.argv.slice(2);
await import(
  ['adapters', 'verify', 'directory', 'delivery', 'doors', 'retention', 'search'].includes(what)
    ? `../test/bench/${what}/main.ts`
    : '../test/bench/main.ts'
);
