import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'vitest';

const HAS_PDFSIG = spawnSync('pdfsig', ['-v']).status === 0;
const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

if (!HAS_PDFSIG)
  console.warn(
    'SKIPPED: pdfsig is not installed, so no foreign program reads the PDFs (apt-get install poppler-utils).',
  );
if (!HAS_OPENSSL)
  console.warn(
    'SKIPPED: openssl is not installed, so no foreign program signs or checks CMS (apt-get install openssl).',
  );

/** Tests that need a foreign program; skipped, and said so above, where it is absent. */
export const testPdfsig = HAS_PDFSIG ? test : test.skip;
export const testOpenssl = HAS_OPENSSL ? test : test.skip;

/** What pdfsig says of each signature: `valid`, `invalid` …, and whether the whole document is signed. */
export function pdfsig(file: string): { field: string; valid: boolean; whole: boolean; signer: string }[] {
  const { stdout } = spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' });
  return stdout
    .split(/^Signature #\d+:/m)
    .slice(1)
    .map((part) => ({
      field: /Signature Field Name: (.*)/.exec(part)?.[1] ?? '',
      valid: /Signature Validation: Signature is Valid/.test(part),
      whole: /Total document signed/.test(part) && !/Not total document signed/.test(part),
      signer: /Signer Certificate Common Name: (.*)/.exec(part)?.[1] ?? '',
    }));
}

/** The text of a PDF as poppler's reader finds it. */
export function pdfText(file: string): string {
  return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
}

/** Runs openssl; its standard output, or the error it printed. */
export function openssl(args: readonly string[], input?: Buffer): Buffer {
  return execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'pipe'] });
}

export function opensslSays(args: readonly string[]): { ok: boolean; text: string } {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return { ok: status === 0, text: stderr };
}
