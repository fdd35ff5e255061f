import type { FileReport, PdfSignature } from './model.ts';

/** Of the JSON of all files, so that a verdict stays a row of the database and a part of an answer. */
const MOST_BYTES = 256 * 1_024;
const MOST_CHANGES = 8;
const LONGEST_TEXT = 500;

/**
 * The reports as they are kept: texts of a PDF are anybody's octets, so each is made such that PostgreSQL can hold it,
 * and cut; where all are too large together, the last files keep their judgement and lose the details of signatures.
 */
export function boundReports(reports: readonly FileReport[]): FileReport[] {
  let left = MOST_BYTES;
  return reports.map((report) => {
    const bounded = tidy(
      report.pdf ? { ...report, pdf: { ...report.pdf, signatures: report.pdf.signatures.map(shorten) } } : report,
    );
    const bytes = Buffer.byteLength(JSON.stringify(bounded));
    const kept = bytes <= left ? bounded : withoutDetails(bounded);
    left -= kept === bounded ? bytes : 0;
    return kept;
  });
}

function shorten(signature: PdfSignature): PdfSignature {
  return { ...signature, changes: signature.changes.slice(0, MOST_CHANGES) };
}

/** The first notice of each code says what the judgement rests on. */
function withoutDetails(report: FileReport): FileReport {
  const byCode = new Map([...report.judgement.notices].reverse().map((one) => [one.code, one]));
  return {
    ...report,
    pdf: report.pdf && { ...report.pdf, signatures: [] },
    judgement: { ...report.judgement, notices: [...byCode.values()].reverse() },
  };
}

function tidy<T>(value: T): T {
  if (typeof value === 'string') return tidyText(value) as T;
  if (Array.isArray(value)) return value.map(tidy) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tidy(one)])) as T;
}

/** Controls and marks of direction could forge a line of a report; half a character pair is no text at all. */
function tidyText(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
