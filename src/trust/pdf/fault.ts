import type { Facts } from '../../platform/errors.ts';
import type { PdfCode } from './words.ts';

/** Why a PDF or one of its signatures is not believed; caught at the edge and reported by its code. */
export class PdfFault extends Error {
  readonly code: PdfCode;
  readonly facts: Facts;

  constructor(code: PdfCode, facts: Facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** The file's structure is not that of ISO 32000; `at` is the offset where reading stopped. */
export function malformed(problem: string, at: number): PdfFault {
  return new PdfFault('PDF_MALFORMED', { problem, at });
}
