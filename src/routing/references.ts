import type { DocumentHeader, Header } from '../edxml/index.ts';
import {
  calendarDay,
  type DocumentRow,
  documentsByCode,
  documentsByUid,
  listReferences,
  lockDocuments,
  type Relation,
} from '../intake/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { resolveAgencies, withPredecessors } from '../registry/index.ts';

/** An earlier document that this one refers to, and what it does to it. */
export interface Reference {
  readonly document: DocumentRow;
  readonly relation: Relation;
  /** Recipients that it concerns, as written; empty means all. */
  readonly onlyFor: readonly string[];
}

const RELATION_OF_TYPE = { 1: 'recalls', 2: 'updates', 3: 'replaces' } as const;

/**
 * A stored document that is sent again, and what it was found to change when it was stored; all locked together, so
 * that a recall and a repeated sending never pass each other unseen.
 */
export async function lockStored(
  tx: Tx,
  documentId: string,
): Promise<{ document: DocumentRow; references: Reference[] }> {
  const links = (await listReferences(tx, documentId)).filter(
    (one) => one.documentId === documentId && one.relation !== 'answers',
  );
  const rows = await lockDocuments(tx, [documentId, ...links.map((one) => one.refersToId)]);
  const document = rows.get(documentId)!;
  const references = links.flatMap(({ refersToId, relation }) => {
    const other = rows.get(refersToId);
    return other ? [{ document: other, relation, onlyFor: onlyFor(document.header, other) }] : [];
  });
  return { document, references };
}

/** A replacement names its recipients document by document; empty means all. */
function onlyFor(header: Header, original: DocumentRow): string[] {
  if (header.kind !== 'document' || header.bussiness?.docType !== 3) return [];
  return header.bussiness.replacements
    .filter((one) => one.documentId === original.documentUid)
    .flatMap((one) => one.organIds);
}

/**
 * The documents in the hub that a new one refers to. In the field a recall or update carries the DocumentId of its
 * original in the header, in Bussiness, or in both. An heir changes what its closed predecessors sent. What is not in the
 * hub is not waited for.
 */
export async function findReferences(reader: Reader, senderId: string, header: DocumentHeader): Promise<Reference[]> {
  return [...(await findOriginals(reader, senderId, header)), ...(await findAnswered(reader, header))];
}

/** The DocumentIds that a recall, update or replacement says it changes; empty for a new document. */
export function changedUids({ documentId, bussiness }: DocumentHeader): string[] {
  switch (bussiness?.docType ?? 0) {
    case 0:
      return [];
    case 3:
      return bussiness!.replacements.map((one) => one.documentId);
    default:
      return [documentId, bussiness!.documentId].filter((uid) => uid !== null);
  }
}

/** How a package changes a document, as a reference seen from the document; empty when it does not. */
export function changes(change: DocumentRow, document: DocumentRow): Reference[] {
  const { header, docType } = change;
  if (header.kind !== 'document' || !changedUids(header).includes(document.documentUid)) return [];
  const relation = RELATION_OF_TYPE[docType as 1 | 2 | 3];
  return [{ document: change, relation, onlyFor: onlyFor(header, document) }];
}

async function findOriginals(reader: Reader, senderId: string, header: DocumentHeader): Promise<Reference[]> {
  const docType = header.bussiness?.docType ?? 0;
  if (docType === 0) return [];
  const found = await documentsByUid(reader, await withPredecessors(reader, senderId), changedUids(header));
  return found
    .filter((document) => document.docType !== 1)
    .map((document) => ({ document, relation: RELATION_OF_TYPE[docType], onlyFor: onlyFor(header, document) }));
}

/** Who answers a document answers it with its updates, which have its DocumentId; never a recall, which has it too. */
async function findAnswered(reader: Reader, header: DocumentHeader): Promise<Reference[]> {
  const asked = header.responseFor.filter((one) => one.organId !== null);
  if (asked.length === 0) return [];
  const agencies = await resolveAgencies(
    reader,
    asked.map((one) => one.organId!),
  );
  const references: Reference[] = [];
  for (const one of asked.slice(0, 20)) {
    const agency = agencies.get(one.organId!);
    if (!agency) continue;
    const senders = await withPredecessors(reader, agency.id);
    const byUid = one.documentId ? await documentsByUid(reader, senders, [one.documentId]) : [];
    const found =
      byUid.length > 0 || !one.code
        ? byUid
        : await documentsByCode(reader, senders, one.code, calendarDay(one.promulgationDate));
    const meant = found.filter((document) => document.docType !== 1);
    for (const document of meant.filter((other) => other.documentUid === meant[0]!.documentUid))
      references.push({ document, relation: 'answers', onlyFor: [] });
  }
  return references;
}
