import type { Notice } from '../../edxml/index.ts';
import type { Facts } from '../../platform/errors.ts';
import type { SignerReport } from '../model.ts';
import type { PdfCode } from './words.ts';

/** Everything here is plain JSON: it crosses a thread boundary and is kept with the document's verdict. */

/**
 * `intact`: the signature is right over exactly one revision by an allowed algorithm; whose it is, is another question.
 * `legacy`: right, but by SHA-1 or a key too short, so it proves nothing today. `unsupported`: of a kind not verified.
 */
export type SignatureState = 'intact' | 'legacy' | 'invalid' | 'unsupported';

export const CHANGE_KINDS = [
  'signature',
  'timestamp',
  'validation-data',
  'metadata',
  'form',
  'annotation',
  'content',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What one later revision did to the document as it was signed. */
export interface RevisionChange {
  /** From 1, the original being 1. */
  readonly revision: number;
  readonly kinds: readonly ChangeKind[];
  /** Numbers of the objects that are not of an allowed kind, a few of them. */
  readonly objects: readonly number[];
}

/**
 * What happened to the file after a signature: nothing; only further signatures, time-stamps and validation data;
 * filled fields or annotations; anything else; or it could not be told within the limits.
 */
export type AfterSigning = 'nothing' | 'allowed' | 'changed-afterwards' | 'changed' | 'not-determined';

export interface PdfTimestamp {
  readonly state: 'intact' | 'legacy' | 'invalid';
  readonly time: string | null;
  readonly authority: SignerReport | null;
  readonly code: PdfCode | null;
  readonly facts: Facts;
  readonly certificates: readonly string[];
}

export interface PdfSubject {
  readonly kind: 'person' | 'organisation' | 'unknown';
  readonly commonName: string | null;
  readonly organization: string | null;
  readonly unit: string | null;
}

/** One signature as the file's octets show it; nobody was asked who the signer is. */
export interface InspectedPdfSignature {
  readonly field: string;
  readonly kind: 'signature' | 'timestamp';
  readonly subFilter: string | null;
  readonly state: SignatureState;
  readonly code: PdfCode | null;
  readonly facts: Facts;
  readonly algorithm: string | null;
  readonly signer: (SignerReport & { readonly validFrom: string; readonly validTo: string }) | null;
  readonly subject: PdfSubject | null;
  /** The signer's own claim: the signing-time attribute, else M of the dictionary. */
  readonly claimedTime: string | null;
  readonly timestamp: PdfTimestamp | null;
  /** From 1; null when the signature covers no revision. */
  readonly revision: number | null;
  readonly coveredBytes: number | null;
  readonly wholeFile: boolean;
  readonly after: AfterSigning;
  readonly changes: readonly RevisionChange[];
  /** A later revision took the field away; readers no longer show this signature. */
  readonly removed: boolean;
  readonly reason: string | null;
  /** Base64 DER, the signer's first; for the chain. */
  readonly certificates: readonly string[];
}

export interface PdfInspection {
  readonly state: 'read' | 'unreadable';
  readonly code: PdfCode | null;
  readonly facts: Facts;
  readonly revisions: number;
  readonly signatures: readonly InspectedPdfSignature[];
}

export interface FileInspection {
  /** Of the attachment in its package. */
  readonly position: number;
  readonly name: string;
  /** `other`: carries no signature that could be looked for (.docx, .xlsx); `skipped`: limits of number, size, time. */
  readonly type: 'pdf' | 'other' | 'skipped';
  readonly code: PdfCode | null;
  readonly pdf: PdfInspection | null;
}

/** The answer of path validation for the certificates of one signature. */
export interface ChainReport {
  readonly status: 'trusted' | 'untrusted' | 'unknown' | 'not-checked';
  readonly code: string | null;
}

export interface PdfSignature extends Omit<InspectedPdfSignature, 'certificates' | 'timestamp'> {
  readonly agencyCode: string | null;
  readonly chain: ChainReport;
  readonly timestamp: (Omit<PdfTimestamp, 'certificates'> & { readonly chain: ChainReport }) | null;
  /** The time at which the chain was asked for: of a trusted time-stamp, else of the check. */
  readonly validatedAt: string;
}

export interface PdfReport extends Omit<PdfInspection, 'signatures'> {
  readonly signatures: readonly PdfSignature[];
}

/** A file by itself: what was found in it, with names and trust. */
export interface FoundFile extends Omit<FileInspection, 'position' | 'pdf'> {
  readonly pdf: PdfReport | null;
}

/** NĐ 30/2020 Phụ lục I: what a file is decides which signatures it has to carry. */
export type FileRole = 'main' | 'annex' | 'copy';

export interface FileReport extends Omit<FileInspection, 'pdf'> {
  readonly role: FileRole;
  readonly pdf: PdfReport | null;
  readonly judgement: FileJudgement;
}

export interface FileJudgement {
  /** `not-signable` is a file that is no PDF. */
  readonly status: 'complete' | 'incomplete' | 'not-signable' | 'not-determined';
  readonly missing: readonly ('person' | 'organisation')[];
  readonly notices: readonly Notice[];
}
