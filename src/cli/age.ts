import type { Language } from '../platform/errors.ts';

const UNITS = [
  { seconds: 86_400, vi: 'ngày', en: 'd' },
  { seconds: 3_600, vi: 'giờ', en: 'h' },
  { seconds: 60, vi: 'phút', en: 'min' },
  { seconds: 1, vi: 'giây', en: 's' },
] as const;

/** `2 ngày 3 giờ`: how long since a moment, in its two largest units. */
export function ageInWords(since: Date, now: Date, language: Language): string {
  let left = Math.max(0, Math.round((now.getTime() - since.getTime()) / 1_000));
  const words: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    if (count > 0 || words.length === 1) words.push(`${count} ${unit[language]}`);
    if (words.length === 2) break;
  }
  return words.filter((word) => !word.startsWith('0 ')).join(' ') || `0 ${UNITS[3][language]}`;
}
