import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  mjs: 'text/javascript; charset=utf-8',
  woff2: 'font/woff2',
  pfb: 'application/octet-stream',
  ttf: 'font/ttf',
} as const;

const own = (name: string) => new URL(`./assets/${name}`, import.meta.url);
/** One style sheet to a browser, a file an area to whoever writes it; the number in a name is its place. */
const styles = readdirSync(own('styles/'))
  .sort()
  .map((name) => readFileSync(own(`styles/${name}`)));
const packaged = createRequire(import.meta.url);
const FONT = 'be-vietnam-pro';
const fonts = [400, 600].flatMap((weight) =>
  ['latin', 'vietnamese'].map((subset) => `${FONT}-${subset}-${weight}-normal.woff2`),
);

const pdfjs = (name: string) => packaged.resolve(`pdfjs-dist/${name}`);
/** For PDF files that carry no fonts of their own. */
const standardFonts = readdirSync(dirname(pdfjs('standard_fonts/FoxitFixed.pfb'))).filter((name) =>
  /\.(pfb|ttf)$/.test(name),
);

/** Everything a page loads besides itself, read once: small files, and 3 MB for the viewer of PDF files. */
const FILES: Readonly<Record<string, Buffer>> = {
  'console.css': Buffer.concat(styles),
  'console.js': readFileSync(own('console.js')),
  'mark.svg': readFileSync(own('mark.svg')),
  'viewer.js': readFileSync(own('viewer.js')),
  'sign.js': readFileSync(own('sign.js')),
  'pdf.mjs': readFileSync(pdfjs('build/pdf.min.mjs')),
  'pdf.worker.mjs': readFileSync(pdfjs('build/pdf.worker.min.mjs')),
  ...Object.fromEntries(standardFonts.map((name) => [name, readFileSync(pdfjs(`standard_fonts/${name}`))])),
  'htmx.js': readFileSync(packaged.resolve('htmx.org/dist/htmx.min.js')),
  ...Object.fromEntries(
    fonts.map((name) => [name, readFileSync(packaged.resolve(`@fontsource/${FONT}/files/${name}`))]),
  ),
};

/** In the address of every file: a browser keeps them for a year, and a new version of the hub has new addresses. */
const version = createHash('sha256')
  .update(Buffer.concat(Object.values(FILES)))
  .digest('hex')
  .slice(0, 12);

export const assetsPath = `assets/${version}`;

/** Public: they say nothing that is not in the source. */
export function assetRoutes(app: FastifyInstance): void {
  app.get<{ Params: { name: string } }>(`/${assetsPath}/:name`, async (request, reply) => {
    const { name } = request.params;
    const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (!file) return reply.callNotFound();
    const type = TYPES[name.split('.').pop() as keyof typeof TYPES];
    return reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(file);
  });
}
