import type { Delivery, DeliveryState, Urgency } from './model.ts';

/**
 * Every transport transition there is; what is not here cannot happen.
 * `claimed` is written on the dispatch row only: the delivery row keeps `due` until bytes are about to flow, because a
 * claim that touched the partitioned table would cost forty times as much.
 */
export const TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  due: ['claimed', 'cancelled', 'arrived', 'available', 'dead', 'held'],
  claimed: ['sending', 'due', 'cancelled', 'arrived', 'available', 'held'],
  // Back to due: a temporary failure, or a lease that ran out. `failed`: an axis took the others, not this one.
  sending: ['arrived', 'relayed', 'left', 'due', 'dead', 'failed'],
  // The other side's first status says that it arrived there; or it refuses after all, when its own verdict comes.
  relayed: ['arrived', 'failed'],
  // With a carrier: its recipient takes or acknowledges it, or it comes back.
  left: ['arrived', 'dead'],
  // Due: it moved to a recipient that is pushed to. Dead: its recipient could not take it, and the deadline is over.
  available: ['fetched', 'cancelled', 'due', 'held', 'dead'],
  fetched: ['arrived', 'dead'],
  arrived: [],
  // Redrive: the agency is known, open and connected by now, or its axis takes it.
  // Cancelled: its sender has sent it on paper.
  failed: ['due', 'available', 'cancelled'],
  // Redrive, a late acknowledgement of a push whose answer was lost, or a recall.
  dead: ['due', 'arrived', 'cancelled', 'available', 'held'],
  cancelled: [],
  // Neither pushed nor listed. Somebody decided where it goes, or lets it go on; a push that had been tried arrived
  // after all; or it was recalled.
  held: ['due', 'available', 'arrived', 'cancelled'],
};

export function mayBecome(from: DeliveryState, to: DeliveryState): boolean {
  return TRANSITIONS[from].includes(to);
}

const WITH_RECIPIENT: readonly DeliveryState[] = ['sending', 'relayed', 'left', 'fetched', 'arrived'];

/** Content has left for the recipient, or a try may have brought it there although no answer came back. */
export function wasReleased(delivery: { readonly state: DeliveryState; readonly attempts: number }): boolean {
  return WITH_RECIPIENT.includes(delivery.state) || delivery.attempts > 0;
}

/** It waits here, and no octet of it has left yet. */
export function stillWaits({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): boolean {
  return attempts === 0 && ['due', 'claimed', 'available', 'held'].includes(state);
}

/** Its sender may still take it back, or ask for it in the form that must be obeyed. */
export function isRecallable({
  state,
  recallState,
  recallForm,
}: Pick<Delivery, 'state' | 'recallState' | 'recallForm'>): boolean {
  if (state === 'failed' || state === 'cancelled') return false;
  return (recallState ?? 'refused') === 'refused' || (recallState === 'asked' && recallForm === 'status13');
}

/** The document is not with its recipient: it never went there, or was taken back before it could have. */
export function neverHad({ state, recallState }: Pick<Delivery, 'state' | 'recallState'>): boolean {
  return state === 'failed' || (state === 'cancelled' && (recallState === null || recallState === 'withdrawn'));
}

/** States that no later document of the same order waits for. */
export const SETTLED: readonly DeliveryState[] = ['relayed', 'left', 'arrived', 'failed', 'dead', 'cancelled'];

/** Priority as written, as the level that ranks: 4, hỏa tốc hẹn giờ, is hỏa tốc, since its hour is a deadline. */
export function urgencyOf(priority: number): Urgency {
  return Math.min(priority, 3) as Urgency;
}

/** The four words of every screen (law 9), and how it ends otherwise; `accepted` is a business status of 03 or later. */
export type ScreenWord = 'queued' | 'sent' | 'arrived' | 'accepted' | 'failed' | 'withdrawn' | 'paper';

/** The reason code of an address that was closed because its sender sent the document on paper. */
export const ON_PAPER = 'SENT_ON_PAPER';

const WORDS: Readonly<Record<DeliveryState, ScreenWord>> = {
  due: 'queued',
  claimed: 'queued',
  available: 'queued',
  held: 'queued',
  sending: 'sent',
  fetched: 'sent',
  relayed: 'sent',
  left: 'sent',
  arrived: 'arrived',
  failed: 'failed',
  dead: 'failed',
  cancelled: 'withdrawn',
};

/** Business statuses that say the recipient has registered the document (QĐ 28/2018 Art 9; 03 đã tiếp nhận and on). */
export const ACCEPTED: ReadonlySet<string> = new Set(['03', '04', '05', '06']);

export function screenWord(delivery: Pick<Delivery, 'state' | 'businessCode' | 'reasonCode'>): ScreenWord {
  if (delivery.reasonCode === ON_PAPER) return 'paper';
  return isAccepted(delivery) ? 'accepted' : WORDS[delivery.state];
}

/** The transport states that this word stands for, where no business status and no paper says more. */
export function statesOf(word: ScreenWord): DeliveryState[] {
  return Object.entries(WORDS).flatMap(([state, one]) => (one === word ? [state as DeliveryState] : []));
}

/** The recipient has registered it: status 03 or a later one. */
export function isAccepted({ businessCode }: { readonly businessCode: string | null }): boolean {
  return businessCode !== null && ACCEPTED.has(businessCode);
}

/** How push deliveries are moved. Times in seconds unless the name says otherwise. */
export interface DeliverySettings {
  /** A claim or a send without progress is given up after this. */
  readonly leaseSeconds: number;
  /** The socket is cut this long before the lease ends, so that no byte flows under a lost lease. */
  readonly abortBeforeSeconds: number;
  /** Due deliveries that one claim takes from a lane. */
  readonly batch: number;
  /** Jobs that one process works on at once, per queue. */
  readonly concurrency: number;
  readonly urgentConcurrency: number;
  /** Waiting jobs per worker slot beyond which nothing more is claimed: unbounded, jobs outlive their leases. */
  readonly window: number;
  readonly pollMs: number;
  readonly sweepMs: number;
  /** Waits after the first, second, … failed attempt; the last one repeats. */
  readonly retrySchedule: readonly number[];
  /** Part of a wait that chance may add or take, so that a recipient's return is not met by all at once. */
  readonly jitter: number;
  /** From the first day on; then a dead letter. */
  readonly deadlineSeconds: number;
  /** The sender is warned so long before the deadline; looked at every so many ms. */
  readonly warningSeconds: number;
  readonly warnEveryMs: number;
  /** Longest Retry-After that is believed. */
  readonly longestRetryAfter: number;
  /** Consecutive failures that open a lane's breaker, and the first and longest pause. */
  readonly breakerFailures: number;
  readonly breakerPause: number;
  readonly breakerLongestPause: number;
  /** Part of the worker slots that lanes without an answer since their last failure may hold together. */
  readonly failingShare: number;
  readonly connectSeconds: number;
  readonly probeConnectSeconds: number;
  /** How long sends under way may go on when the process is asked to stop. */
  readonly drainSeconds: number;
}

export const DEFAULT_SETTINGS: DeliverySettings = {
  leaseSeconds: 60,
  abortBeforeSeconds: 10,
  batch: 50,
  concurrency: 64,
  urgentConcurrency: 32,
  window: 20,
  pollMs: 500,
  sweepMs: 2_000,
  retrySchedule: [10, 30, 60, 300, 900, 3_600, 7_200, 14_400, 21_600],
  jitter: 0.2,
  deadlineSeconds: 3 * 86_400,
  warningSeconds: 12 * 3_600,
  warnEveryMs: 60_000,
  longestRetryAfter: 6 * 3_600,
  breakerFailures: 5,
  breakerPause: 30,
  breakerLongestPause: 600,
  failingShare: 0.25,
  connectSeconds: 10,
  probeConnectSeconds: 5,
  drainSeconds: 8,
};

/**
 * Seconds until the next try.
 * @param attempts tries made so far, at least 1
 * @param chance 0 to 1, uniformly drawn
 * @param retryAfter what the recipient asked for; a longer wait than the schedule's is respected, a shorter one is not
 */
export function retryDelay(
  settings: DeliverySettings,
  attempts: number,
  chance: number,
  retryAfter: number | null,
): number {
  const schedule = settings.retrySchedule;
  const planned = schedule[Math.min(attempts, schedule.length) - 1] ?? 0;
  const jittered = planned * (1 + settings.jitter * (2 * chance - 1));
  return Math.max(jittered, Math.min(retryAfter ?? 0, settings.longestRetryAfter));
}

/** Concurrent sends of one job. A lane keeps one of its slots for urgent mail; with a single slot they take turns. */
export function slots(cap: number, urgent: boolean): number {
  return urgent ? 1 : Math.max(1, cap - 1);
}

/** Worker slots that failing lanes may hold together; one probe must always be possible. */
export function failingSlots(settings: DeliverySettings, urgent: boolean): number {
  return Math.max(1, Math.floor((urgent ? settings.urgentConcurrency : settings.concurrency) * settings.failingShare));
}
