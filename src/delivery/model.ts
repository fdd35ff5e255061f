import type { Agency, Reception } from '../registry/index.ts';

/** Transport state. Business status (01 to 06) is another thing and lives in `businessCode`. */
export type DeliveryState =
  | 'due'
  | 'claimed'
  | 'sending'
  | 'relayed'
  /** With a carrier, a mail server or a folder; that it arrived is told later. */
  | 'left'
  | 'available'
  | 'fetched'
  | 'arrived'
  | 'failed'
  | 'dead'
  | 'cancelled'
  /** Kept back by an operator, or with nobody to go to until somebody decides. */
  | 'held';

export type DeliveryChannel = 'pull' | 'webhook' | 'axis' | 'connection' | 'none';

/** The field's two forms of taking back: a package of BussinessDocType 1 (thu hồi), or status 13 (lấy lại). */
export type RecallForm = 'package' | 'status13';

/** What the hub itself writes: a recall in the other form, the confirmation of one, or 01 for an agency written to by mail. */
export type OwedKind = 'recall-package' | 'recall-status13' | 'recall-confirmation' | 'arrival-notice';

/** What routing decided for one address of a document. */
export interface PlannedDelivery {
  /** The code as written on the document. */
  readonly addressedCode: string;
  readonly agencyId: string | null;
  readonly reception: Reception | { readonly outcome: 'unknown' };
  /** Ids of deliveries to the same recipient that this one must not overtake. */
  readonly predecessors: readonly string[];
  /** Ids of older deliveries to the same recipient, none of them released, that must not overtake this one. */
  readonly successors?: readonly string[];
}

export interface DocumentForDelivery {
  readonly id: string;
  readonly submissionId: string;
  readonly kind: 'document' | 'status';
  /** Bytes as handed in. */
  readonly size: number;
  /** Of a multipart document: bytes as the one XML file that a webhook gets. */
  readonly inlinedSize?: number;
  /** 0 to 4, as written; from 1 on it is urgent. */
  readonly priority: number;
  readonly rankAt: Date;
  readonly senderId: string;
  /** Given when the document is stored in this very transaction: nothing of it has been delivered yet. */
  readonly fresh?: {
    readonly documentUid: string;
    readonly mediaType: string;
    /** Hex, of the bytes as handed in. */
    readonly sha256: string;
  };
}

/** 0 none, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc. */
export type Urgency = 0 | 1 | 2 | 3;

/** Why a delivery failed, in both languages, with the facts of the case. */
export interface DeliveryReason {
  readonly vi: { readonly title: string; readonly fix: string };
  readonly en: { readonly title: string; readonly fix: string };
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Delivery {
  readonly id: string;
  readonly documentId: string;
  readonly addressedCode: string;
  readonly agencyId: string | null;
  readonly handoverId: string | null;
  readonly channel: DeliveryChannel;
  readonly axis: string | null;
  /** Addresses that end at one handover, or travel through one axis, follow their lead. */
  readonly leadId: string;
  /** On the lead: every delivery of the group, itself first. Empty on a follower. */
  readonly members: readonly string[];
  readonly state: DeliveryState;
  readonly stateAt: Date;
  readonly reasonCode: string | null;
  readonly reason: DeliveryReason | null;
  readonly kind: 'document' | 'status';
  readonly urgent: boolean;
  /** How urgent: as its document, or as what waits for it. */
  readonly urgency: Urgency;
  readonly rankAt: Date;
  readonly attempts: number;
  readonly businessCode: string | null;
  readonly businessAt: Date | null;
  readonly recallState: 'asked' | 'confirmed' | 'refused' | 'withdrawn' | null;
  /** The strictest form in which it was asked back, and since when. */
  readonly recallForm: RecallForm | null;
  readonly recallAskedAt: Date | null;
  readonly arrivedAt: Date | null;
  /** The successor that an operator chose for this delivery of a split agency. */
  readonly decidedId: string | null;
  /** When the content was first released to the recipient. */
  readonly consignedAt: Date | null;
}

/** One line of a recipient's inbox: the lead, standing for every address of its group. */
export interface InboxItem {
  readonly deliveryId: string;
  readonly documentId: string;
  readonly kind: 'document' | 'status';
  readonly state: 'available' | 'fetched';
  readonly urgent: boolean;
  readonly rankAt: Date;
  readonly handoverId: string;
  readonly addressed: readonly { readonly deliveryId: string; readonly code: string; readonly agencyId: string }[];
}

export interface InboxQuery {
  /** Agencies whose mail is asked for: those that the system receives for. */
  readonly handoverIds: readonly string[];
  readonly kind?: 'document' | 'status';
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
}

export type OpenReception = Extract<Reception, { outcome: 'open' }>;
export type { Agency, Reception };
