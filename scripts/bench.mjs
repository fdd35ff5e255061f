// `npm run bench [-- options]` measures a whole hub; `npm run bench:<part>` one of the parts below, each with `--help`.
import { enableTypeScript, prepare } from './prepare.mjs';

const PARTS = {
  adapters: 'a hundred agencies over all adapters, one of which hangs',
  delivery: 'lanes, backlogs and growing tables',
  directory: 'the synchronisation of the national directory',
  doors: "the REST door beside the axis protocol's",
  pages: 'the board and the directory over HTTP',
  retention: 'the end of a million rows',
  search: 'every kind of search',
  verify: 'the reading and checking of one document',
};

await prepare({ dev: true });
await enableTypeScript();
const [what] = process.argv.slice(2);
await import(Object.hasOwn(PARTS, what) ? `../test/bench/${what}/main.ts` : '../test/bench/main.ts');
