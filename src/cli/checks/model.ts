import type { Bilingual } from '../output.ts';

/** One line of `doctor`: what was looked at, what was found, and the fix where something is wrong. */
export interface Check {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly what: Bilingual;
  readonly found: Bilingual;
  readonly fix?: Bilingual;
}

/** The same in both languages: versions, paths, numbers. */
export function plain(text: string): Bilingual {
  return { vi: text, en: text };
}
