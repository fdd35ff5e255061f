import { type DocumentRow, findSubmission } from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import { type VerificationReport, verificationReport } from '../trust/index.ts';

/** The verification report of a stored document, from the verdict as it was made; nothing is checked again. */
export async function reportOfDocument(reader: Reader, document: DocumentRow): Promise<VerificationReport> {
  const submission = await findSubmission(reader, document.submissionId);
  if (!submission) throw new Error(`document ${document.id} without its submission`);
  return verificationReport(document.verdict, submission.rawSha256.toString('hex'));
}
