// Peak memory of one large document: `node --import ./src/platform/typescript.mjs test/bench/verify/memory.ts [MB]`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';

const limits = { ...DEFAULT_LIMITS, attachments: 1_000 };
const [argument = '1024', given] = process.argv.slice(2);

if (given) await inspectOne(given);
else {
  const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  try {
    const { createDemoPki } = await import('../../../src/trust/index.ts');
    const { writeSigned } = await import('./documents.ts');
    const pki = await createDemoPki(join(folder, 'pki'));
    const path = join(folder, 'large.xml');
    writeSigned(path, Number(argument) * 1_048_576, await pki.issue('a', { agency: 'A', province: 'B' }));
    // A process of its own, so that what wrote the file does not count.
    const args = ['--import', './src/platform/typescript.mjs', fileURLToPath(import.meta.url), argument, path];
    process.stdout.write(execFileSync(process.execPath, args));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inspectOne(path: string): Promise<void> {
  const { inspect } = await import('../../../src/trust/inspect.ts');
  const before = process.resourceUsage().maxRSS;
  const started = performance.now();
  const { size } = statSync(path);
  const { signature } = await inspect({ path, size, sha256: '', mediaType: 'application/xml' }, limits);
  const seconds = (performance.now() - started) / 1_000;
  const agrees = signature.state === 'readable' && signature.form === 'enveloped' && signature.changed === null;
  const peak = process.resourceUsage().maxRSS;
  console.log(
    `${(size / 1e6).toFixed(0)} MB signed as a whole: ${agrees ? 'agrees' : JSON.stringify(signature)}, ` +
      `${seconds.toFixed(1)} s, peak RSS ${(peak / 1_024).toFixed(0)} MB (${(before / 1_024).toFixed(0)} MB before reading)`,
  );
}
