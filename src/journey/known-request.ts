import type { Hub } from '../hub.ts';
import { findByTransportId, findDocument, findSubmission, intakeError } from '../intake/index.ts';
import { type Answer, acceptedAnswer } from './answer.ts';
import { type Case, refuse, transportScope } from './outcome.ts';

/**
 * The answer to a request id that is known already: the network lost the first one, or the client is impatient. Null for
 * an id that is new, or whose first request has no document.
 */
export async function answerKnown(hub: Hub, it: Case): Promise<Answer | null> {
  // The bytes that the hub writes are never the same again: what they say is compared when they are stored.
  if (!it.transportId || it.builtByHub) return null;
  const { db } = hub.database;
  const earlier = await findByTransportId(db, transportScope(it), it.transportId);
  if (!earlier) return null;
  if (earlier.rawSha256.toString('hex') !== it.spool.sha256) {
    return refuse(hub, it, intakeError('IDEMPOTENCY_KEY_REUSED', { key: it.transportId }));
  }
  const row = await findSubmission(db, earlier.submissionId);
  const document = row?.documentId ? await findDocument(db, row.documentId) : null;
  if (!document) return null;
  // What the system once sent for an agency that it no longer serves is not its business any more.
  if (
    (it.principal.kind === 'system' || it.principal.kind === 'person') &&
    !it.principal.agencyIds.has(document.senderId)
  )
    return null;
  await hub.blobs.remove(it.id);
  return acceptedAnswer(db, document, { submissionId: earlier.submissionId, replay: true, notices: [] });
}
