import type { Inbox } from '../connector.ts';
import type { AdapterLog, AxisTarget, AxisUnit, HttpClient, Refusals, SendContext, SendResult } from '../contract.ts';

/** More than any list of the field has: another side whose list never ends is not read for ever. */
export const MOST_PAGES = 5_000;
/** The same of packages that wait; the next round goes on. */
export const MOST_OFFERS = 100_000;
const LONGEST_REMOTE_ID = 200;

/** The other side's own id of a relay, kept and asked for later; undefined for what can be none. */
export function remoteIdOf(text: unknown): string | undefined {
  return typeof text === 'string' && text.length > 0 && text.length <= LONGEST_REMOTE_ID && !text.includes(',')
    ? text
    : undefined;
}

/** A relay that the other side took and had not decided yet. */
export interface Followed {
  /** That side's ids, separated by commas where one relay took several calls. */
  readonly remoteId: string;
  readonly relayedAt: Date;
  readonly kind: 'document' | 'status';
  readonly recipients: readonly string[];
}

export interface Fate {
  readonly refused: Refusals;
  /** There is nothing left to ask. */
  readonly final: boolean;
  /** Recipients from whom it was taken back there before they had it, or who gave it back: where the other side tells. */
  readonly recalled?: ReadonlySet<string>;
}

/** Inclusive days, Vietnam time, `yyyy-mm-dd`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** One recipient of one package that this hub sent, as the other side tells it. */
export interface SentLine {
  /** That side's id of the package. */
  readonly remoteId: string;
  readonly to: string;
  readonly state: 'taken' | 'refused' | 'undecided';
  readonly reason: string | null;
  /** Number and notation, or title: for a person to recognise. */
  readonly about: string | null;
}

/** One package for this hub, as the other side tells it. */
export interface ReceivedLine {
  readonly transportId: string;
  readonly kind: 'document' | 'status';
  readonly from: string | null;
  readonly to: string | null;
  readonly acknowledged: boolean;
}

export interface ClientParts {
  readonly target: AxisTarget;
  readonly http: HttpClient;
  readonly log: AdapterLog;
  readonly clock: { now(): number };
}

/** Everything that is said to another axis, in its own dialect. */
export interface AxisClient extends Inbox {
  /** `received` tells what was acknowledged long ago too, not only what waits. */
  readonly listsPast: boolean;
  /** Without it `sent` tells nothing: there is no list of what this hub sent. */
  readonly listsSent: boolean;
  /** One document for exactly the recipients that are named; a yes is a relay acceptance, never an arrival. */
  send(context: SendContext): Promise<SendResult>;
  /** Asks what became of a relay. */
  follow(relay: Followed, signal: AbortSignal): Promise<Fate>;
  /** What the other side says that this hub sent. */
  sent(period: Period, known: readonly Followed[], signal: AbortSignal): AsyncGenerator<SentLine>;
  /** What the other side says that it has or had for this hub. */
  received(period: Period, signal: AbortSignal): AsyncGenerator<ReceivedLine>;
  /** Its directory: all of it, or what changed after a version. */
  directory(sinceVersion: number | null, signal: AbortSignal): AsyncGenerator<AxisUnit>;
  /** One cheap call that needs the credentials. Gives how far the other side's clock is ahead, in seconds. */
  check(signal: AbortSignal): Promise<{ readonly clockAhead: number | null }>;
}
