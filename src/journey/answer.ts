import {
  type Delivery,
  type DeliveryChannel,
  type DeliveryState,
  deliveriesOfDocuments,
  type ScreenWord,
  screenWord,
} from '../delivery/index.ts';
import type { Notice } from '../edxml/index.ts';
import { listReceipts } from '../evidence/index.ts';
import type { DocumentRow } from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import type { HubError } from '../platform/errors.ts';
import { findAgencies } from '../registry/index.ts';
import type { Verdict } from '../trust/index.ts';

/** One delivery as its sender sees it. */
export interface AnswerDelivery {
  readonly id: string;
  readonly addressedCode: string;
  readonly agencyName: string | null;
  /** Who receives: the agency itself, its contact point, an ancestor or a successor. */
  readonly handoverCode: string | null;
  readonly handoverName: string | null;
  readonly channel: DeliveryChannel;
  readonly axis: string | null;
  readonly state: DeliveryState;
  readonly word: ScreenWord;
  readonly businessCode: string | null;
  readonly reasonCode: string | null;
  readonly reason: { readonly vi: string; readonly en: string } | null;
  readonly recallState: Delivery['recallState'];
  readonly recallForm: Delivery['recallForm'];
  readonly recallAskedAt: Date | null;
}

/** What a door tells whoever handed a package in. */
export type Answer =
  | {
      readonly state: 'accepted';
      /** The same content was handed in before; this is the first answer again. */
      readonly replay: boolean;
      readonly submissionId: string;
      readonly documentId: string;
      readonly documentUid: string;
      readonly kind: 'document' | 'status';
      readonly acceptedAt: string;
      readonly deliveries: readonly AnswerDelivery[];
      readonly notices: readonly Notice[];
      readonly verdict: Verdict;
      readonly receiptId: string | null;
    }
  | { readonly state: 'parked'; readonly submissionId: string; readonly code: string; readonly retryAt: string }
  | {
      readonly state: 'rejected';
      readonly submissionId: string;
      readonly error: HubError;
      readonly verdict: Verdict | null;
      readonly receiptId: string | null;
    };

export type AcceptedAnswer = Extract<Answer, { state: 'accepted' }>;

/** The deliveries of a document with the names of their agencies, in the order of its addresses. */
export async function readDeliveries(reader: Reader, documentId: string): Promise<AnswerDelivery[]> {
  return nameDeliveries(reader, await deliveriesOfDocuments(reader, [documentId]));
}

/** The same of some of them: a document may have 5,000. */
export async function nameDeliveries(reader: Reader, deliveries: readonly Delivery[]): Promise<AnswerDelivery[]> {
  const ids = deliveries.flatMap((one) => [one.agencyId, one.handoverId]).filter((id) => id !== null);
  const agencies = await findAgencies(reader, ids);
  return deliveries.map((one) => {
    const handover = one.handoverId ? agencies.get(one.handoverId) : undefined;
    return {
      id: one.id,
      addressedCode: one.addressedCode,
      agencyName: (one.agencyId && agencies.get(one.agencyId)?.name) || null,
      handoverCode: handover?.code ?? null,
      handoverName: handover?.name ?? null,
      channel: one.channel,
      axis: one.axis,
      state: one.state,
      word: screenWord(one),
      businessCode: one.businessCode,
      reasonCode: one.reasonCode,
      reason: one.reason && { vi: one.reason.vi.title, en: one.reason.en.title },
      recallState: one.recallState,
      recallForm: one.recallForm,
      recallAskedAt: one.recallAskedAt,
    };
  });
}

interface Made {
  readonly deliveries: readonly Delivery[];
  readonly receiptId: string | null;
}

/** The answer of an accepted document as it stands now; `made` is what this transaction has just written of it. */
export async function acceptedAnswer(
  reader: Reader,
  document: DocumentRow,
  of: { submissionId: string; replay: boolean; notices: readonly Notice[]; made?: Made },
): Promise<AcceptedAnswer> {
  const { deliveries, receiptId } = of.made ?? (await readMade(reader, document));
  return {
    state: 'accepted',
    replay: of.replay,
    submissionId: of.submissionId,
    documentId: document.id,
    documentUid: document.documentUid,
    kind: document.kind,
    acceptedAt: document.acceptedAt.toISOString(),
    deliveries: await nameDeliveries(reader, deliveries),
    notices: of.notices,
    verdict: document.verdict,
    receiptId,
  };
}

async function readMade(reader: Reader, document: DocumentRow): Promise<Made> {
  const receipts = await listReceipts(reader, { submissionId: document.submissionId });
  return {
    deliveries: await deliveriesOfDocuments(reader, [document.id]),
    receiptId: receipts.find((one) => one.type === 'SubmissionAcceptance')?.id ?? null,
  };
}
