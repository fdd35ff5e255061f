import type { DocumentHeader, Header, StatusHeader } from '../edxml/index.ts';
import * as intake from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Agency } from '../registry/index.ts';
import * as routing from '../routing/index.ts';
import type { Case } from './outcome.ts';

/**
 * What changes a document whose verdict waits is parked with it. A recall is not: it withdraws the document before it
 * goes anywhere.
 */
export async function waitForOriginal(tx: Tx, it: Case, sender: Agency, header: Header): Promise<void> {
  const uids = header.kind === 'document' ? routing.changedUids(header) : requestedUids(header);
  if (header.kind === 'document' && header.bussiness?.docType === 1) return;
  const submissionId = await intake.parkedOriginal(tx, sender.id, uids, it.id);
  if (submissionId) throw intake.intakeError('ORIGINAL_PARKED', { documentUid: uids.join(', '), submissionId });
}

function requestedUids({ statusCode, responseFor }: StatusHeader): string[] {
  return statusCode === '13' && responseFor.documentId ? [responseFor.documentId] : [];
}

/** A package that waited for its verdict follows only what was handed in before it. */
export async function referencesOf(tx: Tx, it: Case, sender: Agency, header: DocumentHeader) {
  const found = await routing.findReferences(tx, sender.id, header);
  return found.filter((one) => it.receivedAt === null || one.document.submissionId < it.id);
}
