import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** Files below a folder of the checkout, as paths from the checkout with forward slashes. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort();
}

export function read(file: string): string {
  return readFileSync(path.join(checkout, file), 'utf8');
}

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"();]*?\sfrom\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/g;

/** The relative imports of a source file, resolved. */
export function importsOf(file: string): Import[] {
  return [...read(file).matchAll(STATEMENT)].map(([, type, named, dynamic]) => ({
    from: file,
    to: path.posix.join(path.posix.dirname(file), (named ?? dynamic)!),
    typeOnly: type !== undefined,
  }));
}
