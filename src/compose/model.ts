import type { FoundFile } from '../trust/index.ts';

/** What a recipient gets it for (NĐ 30/2020, Phụ lục I, mục II.9): để thực hiện, để biết. */
export const PURPOSES = ['action', 'information'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The fields of the page as they were typed; an absent one is empty. Days are `2026-11-25`. */
export const FIELDS = [
  'type',
  'number',
  'notation',
  'date',
  'place',
  'subject',
  'competence',
  'position',
  'signer',
  'priority',
  'sphere',
  'due',
  'pages',
  'notSecret',
] as const;
export type FieldName = (typeof FIELDS)[number];
export type Fields = Readonly<Partial<Record<FieldName, string>>>;

/** The incoming document that is answered, as edXML names it. */
export interface Answered {
  /** The writer's own delivery of it. */
  readonly deliveryId: string;
  readonly documentUid: string;
  readonly organId: string;
  readonly senderName: string;
  readonly code: string;
  /** As edXML writes it, `2026/11/25`. */
  readonly promulgationDate: string | null;
  readonly subject: string;
}

/** The incoming document that is passed on to other agencies; edXML has no word for it, so the hub keeps the link. */
export interface Forwarded {
  /** The writer's own delivery of it. */
  readonly deliveryId: string;
  readonly documentId: string;
  readonly documentUid: string;
  readonly code: string;
  readonly senderName: string;
  readonly subject: string;
}

/** `waiting`: handed in, and its verdict is not there yet. */
export type DraftState = 'open' | 'sending' | 'waiting' | 'sent';

export interface Draft {
  readonly id: string;
  readonly accountId: string;
  readonly agencyId: string;
  readonly fields: Fields;
  /** Counts what was kept by a button of the page: a page that is older than that keeps nothing by itself. */
  readonly version: number;
  readonly answers: Answered | null;
  readonly forwards: Forwarded | null;
  readonly state: DraftState;
  /** A process is sending it now. */
  readonly busy: boolean;
  readonly submissionId: string | null;
  readonly documentId: string | null;
  readonly changedAt: Date;
}

export interface DraftFile {
  /** Names the blob. */
  readonly id: string;
  /** From 0; the first is the main document, unless its name says otherwise. */
  readonly position: number;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly found: FoundFile;
}

/** Drafts of one person that are not sent. */
export const MOST_DRAFTS = 100;
/** Bytes of the files of one person's drafts together. */
export const MOST_BYTES = 2 ** 30;
/** How long a sending may take before it counts as lost. */
export const SENDING_MINUTES = 10;
/** Longest text of a field that is kept, in characters; what edXML allows is told by `checkFields`. */
export const LONGEST_FIELD = 4_000;
/** Named lists of one agency. */
export const MOST_GROUPS = 200;
