import type { Language } from '../../platform/errors.ts';
import type { Bilingual } from '../output.ts';
import type { Trial } from './trial.ts';

/**
 * How the vendor's system reaches the hub: it is called (`webhook`), it calls by REST (`rest`), it speaks the protocol of
 * the national axis (`vxp`), or the hub does all the work by one of its connections (`connection`: a shared folder, an
 * official mailbox, another product). A `webhook` system reports and sends by REST.
 */
export const TARGETS = ['webhook', 'rest', 'vxp', 'connection'] as const;
export type TargetKind = (typeof TARGETS)[number];

/** Systems that speak to the hub themselves: their line can be broken, and they can ask what became of what they sent. */
export const CALLERS: readonly TargetKind[] = ['webhook', 'rest', 'vxp'];

/** One thing that a connected system must do right. */
export interface Point {
  /** Stable: scripts and answer files name it. */
  readonly id: string;
  /** What the system receives, how it keeps the protocol's rules, or what it sends. */
  readonly side: 'receives' | 'keeps' | 'sends';
  readonly title: Bilingual;
  /** What a pass proves. */
  readonly proves: Bilingual;
  /** The article of law or the page of this product that asks for it. */
  readonly source: Bilingual;
  /** What to change in the system when it fails. */
  readonly fix: Bilingual;
  /** Asked of these targets only; the others have no way to go wrong there. */
  readonly only?: readonly TargetKind[];
  /** It breaks the line for everybody, so nothing else runs beside it. */
  readonly alone?: boolean;
  /** Returns when the system did right. Throws `Failed` or `Unanswered`. */
  run(trial: Trial): Promise<void>;
}

/** What the system did wrong, as it was seen from outside. */
export class Failed extends Error {
  override readonly name = 'Failed';
  readonly seen: Bilingual;

  constructor(seen: Bilingual) {
    super(seen.en);
    this.seen = seen;
  }
}

/** A question to the person who watches the system was not answered. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  /** The question's name in an answer file. */
  readonly question: string;

  constructor(question: string) {
    super(question);
    this.question = question;
  }
}

export interface Result {
  readonly id: string;
  readonly side: Point['side'];
  readonly title: Bilingual;
  readonly proves: Bilingual;
  readonly source: Bilingual;
  readonly outcome: 'pass' | 'fail' | 'open';
  /** For `fail` what was seen, for `open` why it could not be decided. */
  readonly seen: Bilingual | null;
  /** What to do about it; null for a pass. */
  readonly fix: Bilingual | null;
  /** `person`: at least one thing was answered by whoever watched the system, and could not be observed. */
  readonly by: 'observation' | 'person';
  readonly seconds: number;
}

export interface Report {
  readonly target: TargetKind;
  /** The agency under test. */
  readonly agency: string;
  readonly startedAt: string;
  readonly language: Language;
  /** Every point passed; `open` is no pass. */
  readonly passed: boolean;
  readonly results: readonly Result[];
}
