import type { Facts } from '../platform/errors.ts';

export type SubmissionState = 'received' | 'verifying' | 'parked' | 'accepted' | 'rejected';

/** What is kept of the header of a submission; empty for a state secret. */
export interface SubmissionFacts {
  readonly senderCode?: string;
  readonly documentUid?: string;
  readonly kind?: 'document' | 'status';
  readonly docType?: number;
  /** Of a parked one: the only recipients that were asked for. */
  readonly to?: readonly string[];
  /** Of a parked one: the hub wrote it for a recipient. */
  readonly builtByHub?: boolean;
  /** Of a parked one: the delivery that it reports on. */
  readonly reportsOn?: string;
  /** Of a parked one: how its reporter saw that delivery. */
  readonly seen?: {
    readonly id: string;
    readonly businessCode: string | null;
    readonly recallState: 'asked' | 'confirmed' | 'refused' | 'withdrawn' | null;
  };
}

/** The facts that fill the refusal's sentence again, in any language. */
export type SubmissionReason = Facts;

/** Seconds until a parked submission is verified again. */
export const PARKED_RETRY_SECONDS = [5, 30, 120, 600, 1_800, 3_600] as const;
/** A submission without a verdict after this long is rejected. */
export const PARKED_AT_MOST_HOURS = 24;
/** A package that ended its verifier this often is rejected for good. */
export const MOST_VERIFIER_LOSSES = 2;
/** Bytes of a rejected submission are kept this long, for the sender's questions. */
export const REJECTED_BYTES_DAYS = 7;
