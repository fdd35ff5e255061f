// Lets Node 20 import the checkout's own TypeScript. A general loader looks at every module of every package as well:
// with one, each worker thread took 150 MB and two seconds; with this, 30 MB and a third of a second.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = path.join(CHECKOUT, 'node_modules', '.cache', 'lienthong');

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return nextLoad(url, context);
  return { format: 'module', shortCircuit: true, source: await compile(fileURLToPath(url)) };
}

/** The types cut out, remembered per file; what was remembered of another text than today's is not used. */
async function compile(file) {
  const text = await readFile(file, 'utf8');
  const banner = `//${createHash('sha256').update(text).digest('hex')}`;
  const cached = path.join(CACHE, `${path.relative(CHECKOUT, file).replaceAll(path.sep, '+')}.mjs`);
  const known = await readFile(cached, 'utf8').catch(() => '');
  if (known.startsWith(banner)) return known;
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    banner,
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  await remember(cached, code);
  return code;
}

/** Whole or not at all, for processes that start together. Where the folder cannot be written, the next start compiles again. */
async function remember(cached, code) {
  const aside = `${cached}.${process.pid}.${performance.now()}`;
  try {
    await mkdir(CACHE, { recursive: true });
    await writeFile(aside, code);
    await rename(aside, cached);
  } catch {}
}
