import { FIGURE_KEYS } from './figures.ts';
import type { BoardLine } from './read.ts';

/** The lines of a CSV file (RFC 4180) for programs: a header of names that stay, and nothing where there is no figure. */
export function boardCsv(lines: readonly BoardLine[]): string[] {
  const header = [
    ...['code', 'name', 'tier'],
    ...FIGURE_KEYS.flatMap((key) => [`${key}_part`, `${key}_whole`, `${key}_percent`]),
    ...['behind', 'overdue'],
  ];
  const rows = lines.map(({ code, name, tier, shares, behind, overdue }): (string | number)[] => [
    code,
    name,
    tier,
    ...FIGURE_KEYS.flatMap((key): (string | number)[] => {
      const { part, whole, percent } = shares[key];
      return percent === null ? ['', '', ''] : [part, whole, percent];
    }),
    behind,
    overdue,
  ]);
  return [header, ...rows].map((row) => row.map(cell).join(','));
}

/** Spreadsheets run what begins like a formula. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
