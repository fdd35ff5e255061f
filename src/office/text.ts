import type { Cell } from './model.ts';

/** A cell of a workbook holds 32,767 characters; a longer text is cut, and says so. */
const LONGEST = 32_000;

/** What XML 1.0 cannot carry would make a file that no program opens. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The text as it can stand in a file: no character that XML forbids, no length that a spreadsheet refuses. */
export function plain(text: string): string {
  const kept = text.replace(FORBIDDEN, '');
  return kept.length > LONGEST ? `${kept.slice(0, LONGEST)}…` : kept;
}

/** The cell as words: what a document prints. */
export function words(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.day.split('-').reverse().join('/');
  return plain(String(cell));
}
