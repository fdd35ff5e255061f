/** A fact that reads alike in both languages, cut to what a sentence can hold. */
export function same(text: string): { vi: string; en: string } {
  return { vi: text.slice(0, 80), en: text.slice(0, 80) };
}

/** The encoding that the first bytes betray, when it is not UTF-8 (XML 1.0 appendix F). */
export function startsAsOtherEncoding(bytes: Buffer): string | null {
  const [a, b] = bytes;
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 60)) return 'UTF-16BE';
  if ((a === 0xff && b === 0xfe) || (a === 60 && b === 0)) return 'UTF-16LE';
  if (a === 0 && b === 0) return 'UTF-32';
  if (a === 0x4c && b === 0x6f && bytes[2] === 0xa7) return 'EBCDIC';
  return null;
}
