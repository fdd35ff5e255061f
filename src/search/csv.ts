/** A spreadsheet takes such a beginning for a formula (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/** Excel reads UTF-8 only where a byte order mark says so. */
export const CSV_BEGINNING = '\ufeff';

/** One line of a CSV file (RFC 4180): every field quoted, what could run as a formula made a text. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  const quoted = fields.map((field) => {
    const text = String(field ?? '');
    return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  });
  return `${quoted.join(',')}\r\n`;
}
