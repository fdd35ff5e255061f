import type { DocumentRow } from '../intake/index.ts';
import { vietnamDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { noteReply, registerOutgoing } from '../register/index.ts';
import { type Agency, predecessorsOf } from '../registry/index.ts';
import type { Stored } from './outcome.ts';

/** A list of thousands is told by its first names and its count. */
const MOST_RECIPIENTS = 100;

/**
 * The sender's books follow what it sends: a line in the book of outgoing documents, and the reply's number beside what it
 * answers. An update or recall is not another document; senders behind an axis keep their books there.
 */
export async function keepSenderBook(
  tx: Tx,
  sender: Agency,
  document: DocumentRow,
  references: Stored['references'],
): Promise<void> {
  const { header } = document;
  if (header.kind !== 'document' || sender.axis !== null) return;
  const [number, notation] = [document.codeNumber ?? '', document.codeNotation ?? ''];
  const answered = references.filter((one) => one.relation === 'answers').map((one) => one.document.id);
  if (answered.length > 0) {
    const inherited = (await predecessorsOf(tx, [sender.id])).get(sender.id) ?? [];
    await noteReply(tx, [sender.id, ...inherited], answered, [number, notation].filter(Boolean).join('/'));
  }
  if (document.docType === 1 || document.docType === 2) return;
  const sentOn = vietnamDay(document.acceptedAt);
  const { competence, position, signerName, promulgationAmount } = header;
  await registerOutgoing(tx, sender.id, {
    documentId: document.id,
    number,
    notation,
    issuedOn: document.promulgatedOn ?? sentOn,
    kind: document.typeName ?? '',
    summary: document.subject ?? '',
    signer: [[competence, position].filter(Boolean).join(' '), signerName].filter(Boolean).join(', '),
    recipients: recipientsInWords(header.to.map((one) => one.organName ?? one.organId)),
    copies: /^\d{1,6}$/.test(promulgationAmount ?? '') ? Number(promulgationAmount) : null,
    forwardedOn: sentOn,
  });
}

function recipientsInWords(names: readonly string[]): string {
  const first = names.slice(0, MOST_RECIPIENTS).join('; ');
  const left = names.length - MOST_RECIPIENTS;
  return left > 0 ? `${first}; và ${left} nơi nhận khác` : first;
}
