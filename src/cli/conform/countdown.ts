import type { Bilingual } from '../output.ts';

/** What is waited for and how long still, on one line of stderr; silent where stderr is no terminal. */
export function openCountdown(say: (text: Bilingual) => string) {
  let shown = 0;
  return {
    at(what: Bilingual, leftMs: number): void {
      const now = performance.now();
      if (!process.stderr.isTTY || now - shown < 1_000) return;
      shown = now;
      process.stderr.write(`\r\u001b[2K  … ${say(what)} (${Math.ceil(leftMs / 1_000)} s)`);
    },
    clear(): void {
      if (process.stderr.isTTY && shown > 0) process.stderr.write('\r\u001b[2K');
    },
  };
}
