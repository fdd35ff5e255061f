import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { checkout, filesBelow, read } from './source.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...filesBelow('docs', '.md'),
  ...filesBelow('src', '.md'),
];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Every match of a pattern in every page, as `page: match`. */
function mentions(pattern: RegExp): { page: string; words: string[] }[] {
  return pages.flatMap((page) =>
    [...read(page).matchAll(pattern)].map((match) => ({ page, words: match.slice(1) as string[] })),
  );
}

describe('the documentation', () => {
  test('names no npm script that does not exist', () => {
    const named = mentions(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g);
    const dead = named.filter(({ words: [run, short] }) => !((run ?? short)! in scripts));
    expect(dead).toEqual([]);
  });

  test('names no command of lienthong that does not exist', () => {
    const known = new Set(names(buildProgram('en')));
    const dead = mentions(/(?:`|npx )lienthong ([a-z][a-z-]*)/g).filter(({ words: [command] }) => !known.has(command!));
    expect(dead).toEqual([]);
  });

  test('links to no file that does not exist', () => {
    const dead = mentions(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g).filter(
      ({ page, words: [target] }) => !existsSync(path.join(checkout, path.dirname(page), target!)),
    );
    expect(dead).toEqual([]);
  });
});

describe('package.json', () => {
  test('runs only files that exist', () => {
    const files = Object.values(scripts).flatMap((line) => line.match(/scripts\/[\w.-]+/g) ?? []);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(path.join(checkout, file)))).toEqual([]);
  });

  test('the lock file names no host and has every platform of the optional packages, so that npm ci takes it anywhere', () => {
    const lock = read('package-lock.json');
    expect(lock).not.toMatch(/"resolved": "http/);
    const { packages } = JSON.parse(lock) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter(
        (name) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(missing).toEqual([]);
  });
});

function names(command: Command): string[] {
  return command.commands.flatMap((one) => [one.name(), ...one.aliases()]);
}
