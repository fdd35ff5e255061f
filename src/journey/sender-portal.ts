import type { Tx } from '../platform/database.ts';
import { considerPublication, updatePublication, withdrawPublications } from '../publication/index.ts';
import type { Agency } from '../registry/index.ts';
import type { Case, Stored } from './outcome.ts';

/**
 * The portal follows what an agency sends, in the same transaction: a document that is marked Công khai is published or
 * waits for its clerk, an update takes its place, and what is replaced, recalled or asked back goes off, also when only
 * some recipients are asked: its sender has doubts, and the public needs none of it meanwhile.
 */
export async function keepSenderPortal(
  tx: Tx,
  it: Case,
  sender: Agency,
  { document, references, about }: Stored,
): Promise<void> {
  if (sender.axis !== null) return;
  if (document.kind === 'status') {
    if (document.statusCode === '13' && about) await withdrawPublications(tx, [about.document.id], 'taken-back');
    return;
  }
  const related = (relation: string) =>
    references.filter((one) => one.relation === relation).map((one) => one.document.id);
  const sent = { document, late: it.receivedAt !== null };
  // A recall that the hub writes for a 13 is that request in another form.
  const reason = document.builtByHub ? 'taken-back' : 'recalled';
  if (document.docType === 1) return withdrawPublications(tx, related('recalls'), reason);
  if (document.docType === 2) return updatePublication(tx, related('updates'), sent);
  // In this order: what is considered holds the portal's modes, and lines are locked after these.
  await considerPublication(tx, sent);
  await withdrawPublications(tx, related('replaces'), 'replaced');
}
