// `npm run bench [-- options]` measures a whole hub; `npm run bench:verify` the reading and checking of one document,
// `npm run bench:delivery` lanes, backlogs and growing tables, `npm run bench:directory` the synchronisation of the national directory,
// `npm run bench:search` every kind of search, `npm run bench:pages` the board and the directory over HTTP, `npm run bench:doors` the REST door beside the axis protocol's, `npm run bench:retention` the end of a million rows.
import { enableTypeScript, prepare } from './prepare.mjs';

await prepare({ dev: true });
await enableTypeScript();
const [what] = process.argv.slice(2);
await import(
  ['verify', 'directory', 'delivery', 'doors', 'pages', 'retention', 'search'].includes(what)
    ? `../test/bench/${what}/main.ts`
    : '../test/bench/main.ts'
);
