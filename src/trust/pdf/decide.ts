import type { Notice } from '../../edxml/index.ts';
import type { HubError } from '../../platform/errors.ts';
import { trustError } from '../errors.ts';
import { ATTACHMENT_LIMITS } from './inspect-attachments.ts';
import type { FileReport } from './model.ts';
import { applyPdfPolicy, isLacking, isOpen, isUnproven, type PdfPolicy } from './policy.ts';

export interface PdfRule {
  readonly policy: PdfPolicy;
  /** Number of the regulation of the province on which `required` rests. */
  readonly regulation: string | null;
}

/**
 * What the sender's policy makes of its files: the notices for its answer, and the error that refuses the document
 * (PDF_SIGNATURE_REQUIRED) or lets it wait (PDF_SIGNATURE_UNDECIDED; VERIFICATION_TIMEOUT, which is tried once more).
 */
export function decideFiles(
  { policy, regulation }: PdfRule,
  files: readonly FileReport[],
): { readonly notices: readonly Notice[]; readonly error: HubError | null } {
  const outcome = applyPdfPolicy(policy, files);
  if (outcome === 'refuse') {
    const facts = { regulation: regulation ?? '?', files: namesOf(files.filter(isLacking)) };
    return { notices: [], error: trustError('PDF_SIGNATURE_REQUIRED', facts) };
  }
  if (outcome === 'wait') return { notices: [], error: waitError(files) };
  const told = outcome === 'warn' ? files.filter((file) => isLacking(file) || isOpen(file)) : [];
  return { notices: told.map(warning), error: null };
}

function waitError(files: readonly FileReport[]): HubError {
  const open = files.filter((file) => isOpen(file) || isUnproven(file));
  if (open.every(({ code, pdf }) => (pdf?.code ?? code) === 'PDF_TIME')) {
    return trustError('VERIFICATION_TIMEOUT', { seconds: ATTACHMENT_LIMITS.ms / 1_000 });
  }
  return trustError('PDF_SIGNATURE_UNDECIDED', { files: namesOf(open) });
}

const MOST_NAMES = 5;

function namesOf(files: readonly FileReport[]): string {
  const names = files.slice(0, MOST_NAMES).map(({ name }) => name);
  return [...names, ...(files.length > MOST_NAMES ? ['…'] : [])].join(', ');
}

/** Who signed what stands in the verdict; the warning says what is wrong, each thing once. */
const NO_WARNING = new Set(['PDF_SIGNED', 'PDF_CHAIN_NOT_CHECKED']);

function warning({ name, judgement }: FileReport): Notice {
  const problems = new Map(judgement.notices.filter(({ code }) => !NO_WARNING.has(code)).map((one) => [one.code, one]));
  const say = (language: 'vi' | 'en') => [...problems.values()].map((one) => one[language]).join(' ');
  return { code: 'PDF_SIGNATURE_LACKING', vi: `${name}: ${say('vi')}`, en: `${name}: ${say('en')}` };
}
