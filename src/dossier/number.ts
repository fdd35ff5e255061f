import type { DocumentHeader, Notice } from '../edxml/index.ts';

/** Mã hồ sơ: the code of the agency that took it in, the day as YYMMDD, a sequence: `000.00.14.H20-200703-0002`. */
const SHAPE = /^([0-9A-Z][0-9A-Z.]{2,34})-\d{6}-\d{1,10}$/;
const LONGEST_NUMBER = 100;

/** A number as it is stored and compared: upper case, without blanks, and without what PostgreSQL cannot hold. */
export function normaliseNumber(text: string): string {
  return text.normalize('NFC').replaceAll('\0', '').replace(/\s+/g, '').toUpperCase();
}

/** The code of the agency that a number names; null for a number of another shape. */
export function issuerCode(number: string): string | null {
  return SHAPE.exec(number)?.[1] ?? null;
}

/** Which dossier a document says it is of, and what is odd about that. */
export interface Named {
  readonly number: string | null;
  readonly notices: readonly Notice[];
}

const NOBODY: Named = { number: null, notices: [] };

/**
 * Reads the dossier's number from ReferenceCodes, where một cửa systems write it whatever else they write. A document
 * whose ApplicationType is theirs is of a dossier even when the number has another shape, or stands in Code only.
 * @param applications beginnings of their ApplicationType (`MCDT` of `MCDT_DT`)
 */
export function readNumber(header: DocumentHeader, applications: readonly string[]): Named {
  const { applicationType, referenceCodes, codeNumber } = header;
  const isTheirs = applicationType !== null && applications.some((one) => startsWith(applicationType, one));
  if (referenceCodes === null && !isTheirs) return NOBODY;
  const written = [...(referenceCodes?.split(/[;,]/) ?? []), ...(isTheirs && codeNumber ? [codeNumber] : [])]
    .map(normaliseNumber)
    .filter((one) => one !== '' && one.length <= LONGEST_NUMBER);
  const number = written.find((one) => SHAPE.test(one));
  if (number) return { number, notices: [] };
  if (!isTheirs) return NOBODY;
  const [asWritten = null] = written;
  return { number: asWritten, notices: [asWritten === null ? MISSING : odd(asWritten)] };
}

function startsWith(text: string, beginning: string): boolean {
  return text.toUpperCase().startsWith(beginning.toUpperCase());
}

const MISSING: Notice = {
  code: 'DOSSIER_NUMBER_MISSING',
  vi: 'Gói tin là hồ sơ một cửa nhưng không ghi mã hồ sơ (ReferenceCodes); không xếp được vào hồ sơ nào.',
  en: 'The package is of a một cửa system but names no dossier (ReferenceCodes); it is of no thread.',
};

function odd(number: string): Notice {
  const shown = number.slice(0, 40);
  return {
    code: 'DOSSIER_NUMBER_UNUSUAL',
    vi: `Mã hồ sơ ${shown} không theo dạng mã cơ quan-YYMMDD-số thứ tự; hồ sơ được lập đúng như mã đã ghi.`,
    en: `The dossier number ${shown} is not agency-YYMMDD-sequence; the thread goes by the number as written.`,
  };
}
