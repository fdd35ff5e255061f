// Runs on bare Node, before anything is installed: no dependency, no TypeScript, nothing newer than the oldest Node
// that could be asked to run it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('..', import.meta.url));
const OLDEST = [20, 20];

/** Installs what package-lock.json asks for and node_modules lacks; says so in words. `dev` adds the test tools. */
export async function prepare({ dev }) {
  requireNode();
  if (isComplete(dev)) return;
  say(
    'Đang cài các thư viện cần thiết, chỉ lần đầu (khoảng một phút)…',
    'Installing what is needed, the first time only (about a minute)…',
  );
  const from = Date.now();
  const timer = setInterval(() => say(`… ${seconds(from)} giây`, `${seconds(from)} s`), 10_000);
  const code = await install(dev);
  clearInterval(timer);
  if (code !== 0) {
    say(
      'Cài đặt không thành công; lý do ở trên. Kiểm tra kết nối tới kho npm rồi chạy lại.',
      'The installation failed; the reason is above. Check the connection to the npm registry and run again.',
    );
    process.exit(code ?? 1);
  }
  say(`Đã cài xong sau ${seconds(from)} giây.`, `Installed in ${seconds(from)} s.`);
}

/** Lets this process import TypeScript. Worker threads do the same for themselves. */
export async function enableTypeScript() {
  await import('../src/platform/typescript.mjs');
}

/** Runs a program of the checkout: compiled where that can be kept, else through the module hook. */
export async function runProgram(file) {
  const { compile } = await import('./compile.mjs');
  const compiled = await compile();
  process.setSourceMapsEnabled(true);
  if (compiled === null) await enableTypeScript();
  await import(compiled === null ? new URL(`../${file}`, import.meta.url).href : compiled(file));
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  const wanted = OLDEST.join('.');
  say(
    `Cần Node.js ${wanted} trở lên; máy này có ${process.versions.node}. Tải tại https://nodejs.org`,
    `Node.js ${wanted} or later is needed; this is ${process.versions.node}. Get it at https://nodejs.org`,
  );
  process.exit(1);
}

/** Compares what npm wrote into node_modules with the lock file: every package there, in its version. */
function isComplete(dev) {
  const installed = join(checkout, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(([path, { version, optional, devOptional, dev: forTests }]) => {
    if (path === '') return true;
    if (have[path]) return have[path].version === version;
    return optional || devOptional || (forTests && !dev);
  });
}

function install(dev) {
  const args = [
    'ci',
    '--no-progress',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
    dev ? '--include=dev' : '--omit=dev',
  ];
  const npm = process.env.npm_execpath;
  // npm run tells where npm is; started by hand, it is on the path (a .cmd file on Windows needs the shell).
  const [command, all] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm, ...args]] : ['npm', args];
  return new Promise((resolve) => {
    const child = spawn(command, all, {
      cwd: checkout,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on('exit', resolve);
  });
}

function seconds(from) {
  return Math.round((Date.now() - from) / 1000);
}

/** On stderr: stdout belongs to the command's result. */
function say(vietnamese, english) {
  console.error(`${vietnamese} / ${english}`);
}
