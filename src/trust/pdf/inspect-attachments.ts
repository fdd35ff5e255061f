import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type AttachmentView, openAttachment } from '../../edxml/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { PDF_LIMITS, type PdfLimits } from './limits.ts';
import type { FileInspection } from './model.ts';
import type { PdfCode } from './words.ts';

export interface AttachmentLimits {
  /** Files looked into; the others are reported as skipped. */
  readonly files: number;
  /** Milliseconds for all files of one package. */
  readonly ms: number;
  readonly pdf: PdfLimits;
}

export const ATTACHMENT_LIMITS: AttachmentLimits = { files: 50, ms: 15_000, pdf: PDF_LIMITS };

/**
 * Inspects every attachment that is a PDF by its first octets, whatever its name says, also inside a ZIP. Each is decoded
 * to a file in `scratch` for as long as it is read; one that lies raw in the package is read where it lies.
 * For the verifier's worker, after the envelope. No problem of a file is thrown.
 */
export async function inspectAttachments(
  packagePath: string,
  views: readonly AttachmentView[],
  scratch: string,
  limits: AttachmentLimits = ATTACHMENT_LIMITS,
): Promise<FileInspection[]> {
  const deadline = performance.now() + limits.ms;
  const files: FileInspection[] = [];
  for (const view of views) {
    const left = deadline - performance.now();
    const skipped: PdfCode | null =
      files.filter(({ type }) => type === 'pdf').length >= limits.files
        ? 'PDF_TOO_MANY_FILES'
        : left <= 0
          ? 'PDF_TIME'
          : null;
    const pdf = { ...limits.pdf, ms: Math.min(limits.pdf.ms, left) };
    const found = skipped
      ? { type: 'skipped' as const, code: skipped, pdf: null }
      : await inspectOne(packagePath, view, scratch, pdf, deadline);
    files.push({ position: view.position, name: view.name, ...found });
  }
  return files;
}

type Found = Pick<FileInspection, 'type' | 'code' | 'pdf'>;

async function inspectOne(
  packagePath: string,
  view: AttachmentView,
  scratch: string,
  limits: PdfLimits,
  deadline: number,
): Promise<Found> {
  const file = path.join(scratch, `${newId(Date.now())}.pdf`);
  try {
    const octets = openAttachment(packagePath, view, { unzip: view.zipped });
    const inPlace = view.encoding === 'raw' && !view.zipped;
    const copied = await copyPdf(octets, file, { inPlace, bytes: limits.fileBytes, deadline });
    if (copied !== null) return copied;
    const span = { offset: view.offset, length: view.length };
    return {
      type: 'pdf',
      code: null,
      pdf: inPlace ? inspectPdf(packagePath, span, limits) : inspectPdf(file, undefined, limits),
    };
  } catch (error) {
    // Only the ZIP inside is untrusted here: the package itself was read and measured before.
    if (view.zipped && (isHubError(error) || isZlib(error))) return { type: 'skipped', code: 'PDF_UNPACK', pdf: null };
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

const MARK = '%PDF-';
/** Readers look this far for the mark; a file where it is not at the start is reported as unreadable, not as another kind. */
const MARK_WITHIN = 1_024;

/** Writes the octets to `file` once they are seen to be a PDF. Null when written, or when they can be read in place. */
async function copyPdf(
  octets: Readable,
  file: string,
  { inPlace, bytes, deadline }: { inPlace: boolean; bytes: number; deadline: number },
): Promise<Found | null> {
  let start: Buffer = Buffer.alloc(0);
  let target: Awaited<ReturnType<typeof open>> | null = null;
  let size = 0;
  try {
    for await (const chunk of octets as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (target) await target.write(chunk);
      else {
        start = Buffer.concat([start, chunk]);
        if (start.length < MARK_WITHIN) continue;
        if (!isPdf(start)) return OTHER;
        if (inPlace) return null;
        target = await open(file, 'wx', 0o600);
        await target.write(start);
      }
      if (size > bytes) return unread('PDF_LIMIT', { limit: 'fileBytes' });
      if (performance.now() > deadline) return unread('PDF_TIME', {});
    }
    if (target) return null;
    if (!isPdf(start)) return OTHER;
    if (inPlace) return null;
    target = await open(file, 'wx', 0o600);
    await target.write(start);
    return null;
  } finally {
    await target?.close();
  }
}

const OTHER: Found = { type: 'other', code: null, pdf: null };

function unread(code: PdfCode, facts: Record<string, string>): Found {
  return { type: 'pdf', code, pdf: { state: 'unreadable', code, facts, revisions: 0, signatures: [] } };
}

function isPdf(start: Buffer): boolean {
  return start.subarray(0, MARK_WITHIN).includes(MARK);
}

function isZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
