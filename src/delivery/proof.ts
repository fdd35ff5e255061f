import { sql } from 'drizzle-orm';
import { followSteps } from '../duty/index.ts';
import {
  type EventData,
  type EventType,
  issueReceipts,
  type NewEvent,
  type NewReceipt,
  type ReceiptType,
  record,
} from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { lowestIdAt, timeOf } from '../platform/ids.ts';
import type { Delivery } from './model.ts';

/** What receipts and pushes say of a document; read from intake's tables, which this room never writes. */
export interface DocumentFacts {
  readonly id: string;
  readonly submissionId: string;
  readonly documentUid: string;
  readonly kind: 'document' | 'status';
  readonly mediaType: string;
  readonly size: number;
  /** Hex SHA-256 of the bytes as handed in. */
  readonly sha256: string;
  readonly acceptedAt: Date;
}

/** What a try needs besides: how the sender is written on the document. */
export interface SentFacts extends DocumentFacts {
  readonly senderCode: string;
  /** A signature covers the whole document, or may. */
  readonly signedWhole: boolean;
}

type FactsRow = Record<string, unknown> & {
  id: string;
  submission_id: string;
  document_uid: string;
  kind: 'document' | 'status';
  media_type: string;
  size: string;
  sha256: string;
  sender_code: string | null;
  signed_whole: boolean;
  accepted_at: string;
};

/** A submission is older than its document: by 24 h of parking at most, and a day's room for clocks that differ. */
const SUBMISSION_AHEAD_MS = 2 * 86_400_000;

/** One query for any number of documents. The bounds leave only the months in which their submissions can be. */
export async function documentFacts(reader: Reader, ids: readonly string[]): Promise<Map<string, SentFacts>> {
  const wanted = [...new Set(ids)].sort();
  if (wanted.length === 0) return new Map();
  const result = await reader.execute<FactsRow>(sql`
    select d.id, d.submission_id, d.document_uid, d.kind, s.media_type, s.size, encode(s.raw_sha256, 'hex') as sha256,
      d.header #>> '{from,organId}' as sender_code,
      coalesce(d.verdict ->> 'signature', 'absent') <> 'absent' and (d.verdict ->> 'form' is distinct from 'by-reference'
        or coalesce(d.verdict -> 'covered' ? 'document', false)) as signed_whole,
      d.accepted_at
    from document d join submission s on s.id = d.submission_id
    where d.id = any(${sql.param(wanted)}::uuid[])
      and s.id between ${lowestIdAt(timeOf(wanted[0]!) - SUBMISSION_AHEAD_MS)}::uuid
        and ${lowestIdAt(timeOf(wanted.at(-1)!) + SUBMISSION_AHEAD_MS)}::uuid`);
  return new Map(
    result.rows.map((row) => [
      row.id,
      {
        id: row.id,
        submissionId: row.submission_id,
        documentUid: row.document_uid,
        kind: row.kind,
        mediaType: row.media_type,
        size: Number(row.size),
        sha256: row.sha256,
        senderCode: row.sender_code ?? '',
        signedWhole: row.signed_whole,
        acceptedAt: new Date(row.accepted_at),
      },
    ]),
  );
}

/** One step of one delivery: its line in the log and, for documents, the receipt that states it. */
export interface ProvenStep {
  readonly delivery: Delivery;
  readonly type: EventType;
  readonly receipt?: ReceiptType;
  readonly data?: EventData;
  /** It was with a carrier before: its duties began then. */
  readonly hadLeft?: boolean;
}

/**
 * Writes the steps of any number of deliveries with one statement per table, and what they mean for legal duties. Status documents earn no receipts: a
 * receipt for every notice of receipt would never end.
 */
export async function prove(
  tx: Tx,
  steps: readonly ProvenStep[],
  actor: string,
  known?: ReadonlyMap<string, DocumentFacts>,
): Promise<void> {
  if (steps.length === 0) return;
  const facts =
    known ??
    (await documentFacts(
      tx,
      steps.map((step) => step.delivery.documentId),
    ));
  const events: NewEvent[] = [];
  const receipts: NewReceipt[] = [];
  for (const { delivery, type, receipt, data } of steps) {
    const document = facts.get(delivery.documentId);
    events.push({
      type,
      actor,
      submissionId: document?.submissionId ?? null,
      documentId: delivery.documentId,
      deliveryId: delivery.id,
      agencyId: delivery.agencyId,
      ...(data && { data }),
    });
    if (!receipt || document?.kind !== 'document') continue;
    receipts.push({
      type: receipt,
      submissionId: document.submissionId,
      documentId: document.id,
      deliveryId: delivery.id,
      facts: {
        SubmissionId: document.submissionId,
        DocumentId: document.documentUid,
        DeliveryId: delivery.id,
        Recipient: delivery.addressedCode,
        Channel: delivery.channel,
        Sha256: document.sha256,
        Size: document.size,
        WaitingSeconds: waitingSeconds(document, delivery.consignedAt),
        ...(typeof data?.code === 'string' && { Code: data.code }),
      },
    });
  }
  await record(tx, events);
  await issueReceipts(tx, receipts);
  await followSteps(tx, steps);
}

/** From acceptance until the content was first released; null before that. */
function waitingSeconds({ acceptedAt }: DocumentFacts, consignedAt: Date | null): number | null {
  return consignedAt && Math.max(0, Math.round((consignedAt.getTime() - acceptedAt.getTime()) / 1_000));
}
