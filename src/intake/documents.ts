import { and, desc, eq, gt, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { lowestIdAt, newId } from '../platform/ids.ts';
import type { VerifiedPackage } from '../trust/index.ts';
import type { DuplicateKey } from './rules.ts';
import { calendarDay, rankAt, warningKey } from './rules.ts';
import { attachment, document, submission } from './tables.ts';

const DAY_MS = 86_400_000;

export type DocumentRow = typeof document.$inferSelect;
export type AttachmentRow = typeof attachment.$inferSelect;

export interface NewDocument {
  readonly submissionId: string;
  readonly senderId: string;
  readonly key: DuplicateKey;
  readonly verified: VerifiedPackage;
  readonly builtByHub: boolean;
  /** The document that a status speaks of. */
  readonly aboutId: string | null;
  readonly acceptedAt: Date;
}

/** Stores one accepted package with the views on its attachments. */
export async function insertDocument(tx: Tx, it: NewDocument): Promise<DocumentRow> {
  const { header, attachments, verdict } = it.verified;
  const isDocument = header.kind === 'document';
  const priority = isDocument ? header.priority : 0;
  const row: DocumentRow = {
    id: newId(),
    submissionId: it.submissionId,
    kind: header.kind,
    senderId: it.senderId,
    documentUid: it.key.documentUid,
    docType: it.key.docType,
    codeNumber: isDocument ? header.codeNumber : null,
    codeNotation: isDocument ? header.codeNotation : null,
    promulgatedOn: isDocument ? calendarDay(header.promulgationDate) : null,
    typeName: isDocument ? header.typeName : null,
    subject: isDocument ? header.subject : null,
    priority,
    dueOn: isDocument ? calendarDay(header.dueDate) : null,
    header,
    contentDigest: it.key.contentDigest,
    warningKey: warningKey(it.senderId, header),
    statusCode: isDocument ? null : header.statusCode,
    aboutId: it.aboutId,
    builtByHub: it.builtByHub,
    verdict,
    acceptedAt: it.acceptedAt,
    rankAt: rankAt(it.acceptedAt, priority),
    frozenAt: null,
  };
  await tx.insert(document).values(row);
  if (attachments.length > 0) {
    await tx.insert(attachment).values(
      attachments.map((view) => ({
        documentId: row.id,
        position: view.position,
        contentId: view.contentId,
        name: view.name,
        mediaType: view.mediaType,
        blobOffset: view.offset,
        blobLength: view.length,
        encoding: view.encoding,
        octets: view.octets,
        sha256: Buffer.from(view.sha256, 'hex'),
        zipped: view.zipped,
      })),
    );
  }
  return row;
}

export async function findDocument(reader: Reader, id: string): Promise<DocumentRow | null> {
  const [row] = await reader.select().from(document).where(eq(document.id, id));
  return row ?? null;
}

/** Documents by id, in one query. */
export async function findDocuments(reader: Reader, ids: readonly string[]): Promise<Map<string, DocumentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .select()
    .from(document)
    .where(inArray(document.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The statuses that speak of this document, oldest first. */
export async function statusesAbout(reader: Reader, documentId: string): Promise<DocumentRow[]> {
  return reader.select().from(document).where(eq(document.aboutId, documentId)).orderBy(document.id).limit(10_000);
}

/** Who handed in the last status about each of these documents, as the log names him. */
export async function lastReporters(reader: Reader, documentIds: readonly string[]): Promise<Map<string, string>> {
  if (documentIds.length === 0) return new Map();
  const rows = await reader
    .selectDistinctOn([document.aboutId], { aboutId: document.aboutId, actor: submission.actor })
    .from(document)
    .innerJoin(submission, eq(submission.id, document.submissionId))
    .where(inArray(document.aboutId, [...documentIds]))
    .orderBy(document.aboutId, desc(document.id));
  return new Map(rows.map(({ aboutId, actor }) => [aboutId!, actor]));
}

/**
 * Holds the rows of these documents until the transaction ends: the deliveries of a stored document change in number
 * only under this lock, and what must not overtake them is planned under it. In the order of ids, as everywhere.
 */
export async function lockDocuments(tx: Tx, ids: readonly string[]): Promise<Map<string, DocumentRow>> {
  if (ids.length === 0) return new Map();
  const wanted = inArray(document.id, [...new Set(ids)]);
  const rows = await tx.select().from(document).where(wanted).orderBy(document.id).for('update');
  return new Map(rows.map((row) => [row.id, row]));
}

/** Freezes the sender's copy of a recalled document (NĐ 30/2020 PL VI III.8 a). Gives whether it was not frozen before. */
export async function freezeDocument(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .update(document)
    .set({ frozenAt: sql`now()` })
    .where(and(eq(document.id, id), isNull(document.frozenAt)))
    .returning({ id: document.id });
  return rows.length > 0;
}

/** Documents of a sender (with those that it is the heir of) under any of these DocumentIds, newest first. */
export async function documentsByUid(
  reader: Reader,
  senderIds: readonly string[],
  uids: readonly string[],
): Promise<DocumentRow[]> {
  if (uids.length === 0) return [];
  return reader
    .select()
    .from(document)
    .where(
      and(
        inArray(document.senderId, [...senderIds]),
        inArray(document.documentUid, [...uids]),
        eq(document.kind, 'document'),
      ),
    )
    .orderBy(desc(document.id))
    .limit(200);
}

/** Recalls, updates and replacements that a sender handed in since a moment; few, since they are bounded by the id's time. */
export async function changesSince(reader: Reader, senderId: string, since: Date): Promise<DocumentRow[]> {
  return reader
    .select()
    .from(document)
    .where(and(eq(document.senderId, senderId), gt(document.docType, 0), gte(document.id, lowestIdAt(since.getTime()))))
    .orderBy(document.id)
    .limit(1_000);
}

/** Documents of any sender under this DocumentId, statuses among them, oldest first; for an administrator's question. */
export async function documentsByAnyUid(reader: Reader, uid: string): Promise<DocumentRow[]> {
  return reader.select().from(document).where(eq(document.documentUid, uid)).orderBy(document.id).limit(20);
}

/** Documents of a sender by number, notation and day: for emitters that garble the DocumentId. */
export async function documentsByCode(
  reader: Reader,
  senderIds: readonly string[],
  code: string,
  promulgatedOn: string | null,
): Promise<DocumentRow[]> {
  const slash = code.indexOf('/');
  if (slash < 1 || promulgatedOn === null) return [];
  return reader
    .select()
    .from(document)
    .where(
      and(
        inArray(document.senderId, [...senderIds]),
        eq(document.codeNotation, code.slice(slash + 1)),
        eq(document.codeNumber, code.slice(0, slash)),
        eq(document.promulgatedOn, promulgatedOn),
        eq(document.kind, 'document'),
      ),
    )
    .orderBy(desc(document.id))
    .limit(20);
}

export async function listAttachments(reader: Reader, documentId: string): Promise<AttachmentRow[]> {
  return reader.select().from(attachment).where(eq(attachment.documentId, documentId)).orderBy(attachment.position);
}

/** The attachments of several documents, by document. */
export async function listAttachmentsOf(
  reader: Reader,
  documentIds: readonly string[],
): Promise<Map<string, AttachmentRow[]>> {
  const found = new Map<string, AttachmentRow[]>();
  if (documentIds.length === 0) return found;
  const rows = await reader
    .select()
    .from(attachment)
    .where(inArray(attachment.documentId, [...documentIds]))
    .orderBy(attachment.documentId, attachment.position);
  for (const row of rows) found.set(row.documentId, [...(found.get(row.documentId) ?? []), row]);
  return found;
}

/** Documents handed in for these agencies, newest first; `after` is the last id of the page before. */
export async function listSent(
  reader: Reader,
  options: { senderIds: readonly string[]; kind?: 'document' | 'status'; after?: string; limit: number },
): Promise<DocumentRow[]> {
  if (options.senderIds.length === 0) return [];
  return reader
    .select()
    .from(document)
    .where(
      and(
        inArray(document.senderId, [...options.senderIds]),
        options.kind ? eq(document.kind, options.kind) : undefined,
        options.after ? lt(document.id, options.after) : undefined,
      ),
    )
    .orderBy(desc(document.id))
    .limit(options.limit);
}

export interface DocumentSelection {
  readonly senderId?: string | undefined;
  /** Accepted at or after, and before. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** The last id of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Ids of documents of kind `document`, oldest first. The bounds of time prune by id, with a day's room for clocks. */
export async function selectDocumentIds(reader: Reader, of: DocumentSelection): Promise<string[]> {
  const rows = await reader
    .select({ id: document.id })
    .from(document)
    .where(
      and(
        eq(document.kind, 'document'),
        of.senderId ? eq(document.senderId, of.senderId) : undefined,
        of.from && and(gte(document.acceptedAt, of.from), gte(document.id, lowestIdAt(of.from.getTime() - DAY_MS))),
        of.until && and(lt(document.acceptedAt, of.until), lt(document.id, lowestIdAt(of.until.getTime() + DAY_MS))),
        of.after ? gt(document.id, of.after) : undefined,
      ),
    )
    .orderBy(document.id)
    .limit(of.limit);
  return rows.map((row) => row.id);
}

/** The submissions that became this document: the first one and its repetitions. */
export async function submissionIdsOf(reader: Reader, documentId: string): Promise<string[]> {
  const rows = await reader
    .select({ id: submission.id })
    .from(submission)
    .where(eq(submission.documentId, documentId))
    .orderBy(submission.id)
    .limit(1_000);
  return rows.map((row) => row.id);
}
