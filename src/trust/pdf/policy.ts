import type { FileReport } from './model.ts';

/** How an agency treats the signatures of its files; `required` rests on a regulation of the province. */
export type PdfPolicy = 'recorded' | 'warned' | 'required';

/** `wait`: something could not be obtained; ask again later. */
export type PdfOutcome = 'accept' | 'warn' | 'refuse' | 'wait';

type Judged = Pick<FileReport, 'role' | 'judgement' | 'pdf'> & Partial<Pick<FileReport, 'code'>>;

/**
 * What the reports of all files mean under a policy. An annex that cannot carry a signature (.docx, .xlsx) is said and
 * never refused; a main document that cannot is missing its signatures. What cannot be read lacks them as well.
 */
export function applyPdfPolicy(policy: PdfPolicy, files: readonly Judged[]): PdfOutcome {
  if (policy === 'recorded') return 'accept';
  const lacking = files.some(isLacking);
  if (policy === 'required')
    return lacking ? 'refuse' : files.some(isOpen) || files.some(isUnproven) ? 'wait' : 'accept';
  return lacking || files.some(isOpen) ? 'warn' : 'accept';
}

/** Signatures are missing, or the file is such that none will ever be found. */
export function isLacking({ role, judgement, pdf, code = null }: Judged): boolean {
  if (judgement.status === 'not-signable') return role !== 'annex';
  if (judgement.status === 'incomplete') return true;
  const settled = (pdf?.code ?? code) !== 'PDF_TIME';
  return judgement.status === 'not-determined' && settled && (pdf?.state === 'unreadable' || code !== null);
}

/** Time or a revocation answer was lacking; another try may tell. */
export function isOpen(file: Judged): boolean {
  return file.judgement.status === 'not-determined' && !isLacking(file);
}

/** Anybody can make a certificate in anybody's name: where no chain was checked, nothing is proven that is required. */
export function isUnproven({ judgement }: Judged): boolean {
  return judgement.notices.some(({ code }) => code === 'PDF_CHAIN_NOT_CHECKED');
}
