/** What the notation of a kind begins with (NĐ 30/2020, Phụ lục III); a công văn has none. */
const ABBREVIATIONS = new Set(
  'NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB SY SL TrS'.split(' '),
);
const LETTER = 'CV';

/** The kind that has no abbreviation and yet is no công văn. */
const MESSAGE = { kind: 'thư công', series: 'ThC' };

/** The series of a document's number, by its notation: `QĐ-UBND` → `QĐ`, `UBND-VX` → `CV`. */
export function seriesOf(notation: string, kind = ''): string {
  const first = notation.split('-')[0]!;
  if (ABBREVIATIONS.has(first)) return first;
  return kind.toLowerCase() === MESSAGE.kind ? MESSAGE.series : LETTER;
}
