import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
} as const;

const own = (name: string) => new URL(`./assets/${name}`, import.meta.url);
const packaged = createRequire(import.meta.url);
const FONT = 'be-vietnam-pro';
const fonts = [400, 600].flatMap((weight) =>
  ['latin', 'vietnamese'].map((subset) => `${FONT}-${subset}-${weight}-normal.woff2`),
);

/** Everything a page loads besides itself: a dozen small files, read once. */
const FILES: Readonly<Record<string, Buffer>> = {
  'console.css': readFileSync(own('console.css')),
  'console.js': readFileSync(own('console.js')),
  'mark.svg': readFileSync(own('mark.svg')),
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
