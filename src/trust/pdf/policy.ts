import type { FileReport } from './model.ts';

/** How an agency treats the signatures of its files; `required` rests on a regulation of the province. */
export type PdfPolicy = 'recorded' | 'warned' | 'required';

/** `wait`: something could not be obtained; ask again later. */
export type PdfOutcome = 'accept' | 'warn' | 'refuse' | 'wait';

/**
 * What the reports of all files mean under a policy. An annex that cannot carry a signature (.docx, .xlsx) is said and
 * never refused; a main document that cannot is missing its signatures. What cannot be read lacks them as well.
 */
export function applyPdfPolicy(
  policy: PdfPolicy,
  files: readonly Pick<FileReport, 'role' | 'judgement' | 'pdf'>[],
): PdfOutcome {
  const lacking = files.filter(({ role, judgement }) => {
    return judgement.status === 'incomplete' || (judgement.status === 'not-signable' && role !== 'annex');
  });
  const unreadable = files.filter(({ pdf }) => pdf?.state === 'unreadable' && pdf.code !== 'PDF_TIME');
  const open = files.filter(
    ({ judgement, pdf }) => judgement.status === 'not-determined' && pdf?.state !== 'unreadable',
  );
  if (policy === 'recorded') return 'accept';
  if (policy === 'required' && lacking.length + unreadable.length > 0) return 'refuse';
  if (policy === 'required' && open.length > 0) return 'wait';
  return lacking.length + unreadable.length + open.length > 0 ? 'warn' : 'accept';
}
