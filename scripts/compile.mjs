// Cuts the types out of the sources before they run, for files that changed since the last time. Nothing is bundled:
// one module stays one module, at the same place of a tree of its own under node_modules. A module hook would do it
// file by file as they are imported, but costs every thread a second one: 70 MB in all (docs/performance.md).
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const TREE = join(CHECKOUT, 'node_modules', '.cache', 'lienthong-tree');
const FOLDERS = ['src', 'adapters'];

/**
 * Brings the compiled tree up to date. Gives a function from a source's path in the checkout to what can be imported;
 * null where the tree cannot be written.
 */
export async function compile() {
  try {
    const files = (await Promise.all(FOLDERS.map(sourcesOf))).flat();
    const stale = (await Promise.all(files.map(async (file) => ((await isFresh(file)) ? [] : [file])))).flat();
    if (stale.length > 0) await compileAll(stale);
    return (file) => pathToFileURL(compiledOf(file)).href;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes(error.code)) return null;
    throw error;
  }
}

async function sourcesOf(folder) {
  const names = await readdir(join(CHECKOUT, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

const compiledOf = (file) => join(TREE, file.replace(/\.ts$/, '.mjs'));
/** The place counts too: it is written into the result, and a checkout may be moved or copied with its node_modules. */
const bannerOf = (file, text) => `//${createHash('sha256').update(join(CHECKOUT, file)).update(text).digest('hex')}`;

async function isFresh(file) {
  const [text, known] = await Promise.all([
    readFile(join(CHECKOUT, file), 'utf8'),
    readFile(compiledOf(file), 'utf8').catch(() => ''),
  ]);
  return known.startsWith(bannerOf(file, text));
}

async function compileAll(files) {
  const esbuild = await import('esbuild');
  try {
    await Promise.all(files.map((file) => compileOne(esbuild, file)));
  } finally {
    await esbuild.stop();
  }
}

async function compileOne(esbuild, file) {
  const source = join(CHECKOUT, file);
  const text = await readFile(source, 'utf8');
  const { code } = await esbuild.transform(text, {
    banner: bannerOf(file, text),
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcefile: source,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  const target = compiledOf(file);
  // Whole or not at all, for processes that start together.
  const aside = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(aside, relocate(code, pathToFileURL(source).href));
  await rename(aside, target);
}

/** Modules and worker threads are found in the tree; whatever else lies beside a source is found beside the source. */
function relocate(code, url) {
  return code
    .replace(/(["'])(\.{1,2}\/[^"'\n]+)\.ts\1, import\.meta\.url/g, '$1$2.mjs$1, import.meta["url"]')
    .replace(/(["'])(\.{1,2}\/[^"'\n]+)\.ts\1/g, '$1$2.mjs$1')
    .replace(/\bimport\.meta\.url\b/g, JSON.stringify(url));
}
