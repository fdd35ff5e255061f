// `npm run docs`: writes every page that is made from the program itself. With `--check` it writes nothing and fails
// when a page differs from what it would write.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedPages } from './generated-pages.ts';

const root = new URL('..', import.meta.url);
const pages = await generatedPages();
const stale: string[] = [];

for (const [path, text] of pages) {
  const file = fileURLToPath(new URL(path, root));
  if ((await readFile(file, 'utf8').catch(() => null)) === text) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
for (const name of await readdir(new URL('docs/errors', root))) {
  const path = `docs/errors/${name}`;
  if (pages.has(path)) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await rm(new URL(path, root));
}
console.log(stale.length === 0 ? 'the generated pages are up to date' : stale.join('\n'));
if (stale.length > 0 && process.argv.includes('--check')) process.exitCode = 1;
