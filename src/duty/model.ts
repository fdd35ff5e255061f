import type { EventType } from '../evidence/index.ts';

/** `missed`: never done, given up as not done. `lifted`: no longer owed (returned, recalled), counted by nobody. */
export type Outcome = 'kept' | 'late' | 'missed' | 'lifted';

/** What this room knows of a delivery. */
export interface Owed {
  readonly id: string;
  readonly leadId: string;
  readonly documentId: string;
  /** Who received it and therefore owes. */
  readonly handoverId: string | null;
  readonly channel: string;
  readonly kind: 'document' | 'status';
  readonly urgent: boolean;
  readonly businessCode: string | null;
}

/** When the recipient says that it has it: by the answer to a push, or later, when it opens or acknowledges it. */
export type Noticed = 'at-once' | 'later';

export interface OwedStep {
  readonly delivery: Owed;
  readonly type: EventType;
  /** It was with a carrier before: what is owed began then. */
  readonly hadLeft?: boolean;
}
