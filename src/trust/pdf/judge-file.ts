import type { Notice } from '../../edxml/index.ts';
import { changedNotice, FILE_WORDS, signedNotice } from './file-words.ts';
import type { FileInspection, FileJudgement, FileRole, PdfReport, PdfSignature } from './model.ts';
import { pdfNotice } from './words.ts';

type Party = 'person' | 'organisation';

/**
 * NĐ 30/2020 Phụ lục I: the main document is signed by the competent person and then by the organisation (Art 32(2)(d));
 * an annex in a file of its own, and a copy (sao y, sao lục, trích sao), by the organisation only.
 */
const EXPECTED: Readonly<Record<FileRole, readonly Party[]>> = {
  main: ['person', 'organisation'],
  annex: ['organisation'],
  copy: ['organisation'],
};

/** What a file that is no PDF, or was not looked into, is worth. */
export function judgeOtherFile({ type, code }: Pick<FileInspection, 'type' | 'code'>): FileJudgement {
  if (type === 'other') return { status: 'not-signable', missing: [], notices: [FILE_WORDS.unsignable] };
  return { status: 'not-determined', missing: [], notices: code ? [pdfNotice(code)] : [] };
}

/** What is present and what is missing on a PDF of this role, in the law's words. A weak signature counts as none. */
export function judgePdfFile(
  role: FileRole,
  report: Pick<PdfReport, 'state' | 'code' | 'facts' | 'signatures'>,
): FileJudgement {
  if (report.state === 'unreadable') {
    const problem = report.code ? [pdfNotice(report.code, report.facts)] : [];
    return { status: 'not-determined', missing: [], notices: [...problem, FILE_WORDS.reference] };
  }
  const signatures = report.signatures.filter(({ kind }) => kind === 'signature');
  const counted = signatures.filter(counts);
  const present = new Set(counted.map(partyOf));
  const missing = EXPECTED[role].filter((party) => !present.has(party));
  const open = missing.length > 0 && signatures.some(isOpen);
  const complete = missing.length === 0;
  const notices = [
    ...signatures.flatMap(noticesOf),
    ...(role === 'main' && complete && !inOrder(counted) ? [FILE_WORDS.order] : []),
    ...missing.map((party) => FILE_WORDS[party]),
    ...(complete ? [] : [FILE_WORDS.reference]),
  ];
  return { status: complete ? 'complete' : open ? 'not-determined' : 'incomplete', missing, notices };
}

/** The registry may know whose a certificate is when its subject does not tell. */
function partyOf({ subject, agencyCode }: PdfSignature): Party | 'unknown' {
  if (subject?.kind === 'person' || subject?.kind === 'organisation') return subject.kind;
  return agencyCode === null ? 'unknown' : 'organisation';
}

function counts({ state, after, chain }: PdfSignature): boolean {
  return state === 'intact' && isKept(after) && (chain.status === 'trusted' || chain.status === 'not-checked');
}

/** Right as far as it goes, but something could not be asked or computed. */
function isOpen({ state, after, chain }: PdfSignature): boolean {
  const undecided = chain.status === 'unknown' || after === 'not-determined';
  return (
    state === 'intact' &&
    undecided &&
    chain.status !== 'untrusted' &&
    !['changed', 'changed-afterwards'].includes(after)
  );
}

function isKept(after: PdfSignature['after']): boolean {
  return after === 'nothing' || after === 'allowed';
}

function inOrder(counted: readonly PdfSignature[]): boolean {
  const first = (party: Party) =>
    Math.min(...counted.filter((one) => partyOf(one) === party).map((one) => one.revision ?? 0));
  return first('person') < first('organisation');
}

function noticesOf(signature: PdfSignature): Notice[] {
  const { state, code, facts, after, chain } = signature;
  if (state !== 'intact') return [pdfNotice(code ?? 'PDF_CMS', facts)];
  const notices = [signedNotice(signature, partyOf(signature))];
  if (!isKept(after)) notices.push(changedNotice(signature));
  if (chain.status === 'untrusted') notices.push(FILE_WORDS.untrusted);
  if (chain.status === 'unknown') notices.push(FILE_WORDS.unknownChain);
  if (chain.status === 'not-checked') notices.push(FILE_WORDS.uncheckedChain);
  return notices;
}
