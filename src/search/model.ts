import type { ScreenWord } from '../delivery/index.ts';

/** Whose documents a reader may find: those on which one of the agencies is a side, and of a period. */
export interface SearchScope {
  readonly agencyIds: readonly string[];
  /** Only what one of them sent. */
  readonly senderOnly?: true;
  /** Accepted at or after, and before. */
  readonly from?: Date;
  readonly until?: Date;
}

/** Which part an agency has in a document. */
export const SIDES = ['any', 'sender', 'recipient'] as const;
export type Side = (typeof SIDES)[number];

/** What is looked for; a part that is absent narrows nothing. */
export interface Wanted {
  /** Words of the subject, with or without diacritics. */
  readonly subject?: string;
  /** `105`, `105/UBND-VX`, `UBND-VX`, or a document identifier. */
  readonly code?: string;
  /** Words of the name of who signed. */
  readonly signer?: string;
  /** Agencies of which one must have that part. */
  readonly agencyIds?: readonly string[];
  readonly side?: Side;
  readonly from?: Date;
  readonly until?: Date;
  /** Of a delivery: the word of the screens. */
  readonly state?: ScreenWord;
  /** Of a delivery: why it stopped. */
  readonly reason?: string;
  /** Of an event: what its type begins with (`delivery.`), and who did it. */
  readonly type?: string;
  readonly actor?: string;
}

/** How the words were taken: side by side as written, all of them anywhere, or the words that are known instead. */
export interface Reading {
  readonly subject: string;
  readonly signer: string;
  readonly order: 'phrase' | 'all';
  /** The words were misspelt and have been replaced. */
  readonly corrected: boolean;
}

export interface Found<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
  readonly reading: Reading;
}

export interface PageOf {
  readonly limit: number;
  /** `next` and `reading` of the page before. */
  readonly after?: string | undefined;
  readonly reading?: Reading | undefined;
  /** Longest time that the database may work on it, in milliseconds. */
  readonly budgetMs?: number;
}
