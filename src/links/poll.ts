import { setTimeout as wait } from 'node:timers/promises';
import type { Inbox, Offer, Package, Verdict } from '../../adapters/connector.ts';
import type { AdapterLog } from '../../adapters/contract.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import type { Link } from './supervise.ts';

export type OfferedPackage = Offer & Package;

export interface PollOptions {
  readonly inbox: Inbox;
  readonly log: AdapterLog;
  /** False while another process works on this link. */
  readonly mayPoll: () => Promise<boolean>;
  /** What became of packages that were taken in before, by transport id: they are not fetched again. */
  readonly standing: (offers: readonly Offer[]) => Promise<ReadonlyMap<string, Verdict>>;
  /** Takes a package in. */
  readonly onPackage: (offered: OfferedPackage) => Promise<Verdict>;
  /** Nothing can be made of it, however often it is offered. */
  readonly onUnusable: (offer: Offer, problem: HubError) => Promise<void>;
  /** The other side knows the verdict. */
  readonly onTold: (offer: Offer, verdict: Exclude<Verdict, 'waits'>) => Promise<void>;
  /** A whole pass was answered. */
  readonly onAnswered: () => Promise<void>;
  /** The other side did not answer, or not in words of its protocol. */
  readonly onSilent: (problem: unknown) => Promise<void>;
  /** Pause after a pass that found nothing new, in milliseconds; it doubles while the other side is silent. */
  readonly intervalMs?: number;
}

const LONGEST_PAUSE_MS = 60_000;
const LONGEST_REST_MS = 5 * 60_000;

/**
 * Packages that could not be fetched or taken, with when each is tried again: one that breaks off at its end every time
 * would be downloaded without a pause, and everything behind it would wait for that.
 */
type Rests = Map<string, { readonly until: number; readonly restMs: number }>;

type Polling = PollOptions & { readonly intervalMs: number };

/**
 * Fetches what another side has for this hub, over and over. The acknowledgement, sent only after the package is durable
 * here, is the cursor: a crash at any point only means that a package is offered again under the same transport id.
 * Its stop ends at once; a package that was still being fetched is offered again.
 */
export function pollInbox(options: PollOptions): Link {
  const ending = new AbortController();
  const { intervalMs = 2_000, log } = options;
  const rests: Rests = new Map();
  const running = (async () => {
    for (let pause = intervalMs; !ending.signal.aborted; ) {
      const taken = await round({ intervalMs, ...options }, rests, ending.signal).catch((problem: unknown) => {
        log.warn({ problem: String(problem) }, 'link.round');
        return null;
      });
      pause = taken === null ? Math.min(2 * pause, LONGEST_PAUSE_MS) : intervalMs;
      if (!taken) await wait(pause, undefined, { signal: ending.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** Gives how many packages were dealt with; null when the other side was silent. */
async function round(options: Polling, rests: Rests, signal: AbortSignal): Promise<number | null> {
  if (!(await options.mayPoll())) return 0;
  try {
    const taken = await takeAll(options, rests, signal);
    await options.onAnswered();
    return taken;
  } catch (problem) {
    if (signal.aborted) return 0;
    await options.onSilent(problem);
    return null;
  }
}

/** One pass over the other side's list; gives the number of packages whose verdict it was told. */
async function takeAll(options: Polling, rests: Rests, signal: AbortSignal): Promise<number> {
  let told = 0;
  const resting = new Set<string>();
  for await (const page of options.inbox.offers(signal)) {
    const standing = await options.standing(page);
    for (const offer of page) {
      if (signal.aborted) return told;
      const { transportId } = offer;
      const isResting = (rests.get(transportId)?.until ?? 0) > performance.now();
      if (!isResting && (await dealWith(options, rests, offer, standing.get(transportId), signal))) told += 1;
      if (rests.has(transportId)) resting.add(transportId);
    }
  }
  for (const id of rests.keys()) if (!resting.has(id)) rests.delete(id);
  return told;
}

/** A package that cannot be taken stays there and is offered again; it never holds up those behind it. */
async function dealWith(
  options: Polling,
  rests: Rests,
  offer: Offer,
  known: Verdict | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { transportId, kind } = offer;
  try {
    const verdict = known ?? (await take(options, offer, signal));
    rests.delete(transportId);
    if (verdict === 'waits') return false;
    await options.inbox.tell(offer, verdict, signal);
    await options.onTold(offer, verdict);
    options.log.info({ transportId, kind, verdict }, 'link.taken');
    // What was refused before stays on some lists: it is no progress.
    return verdict === 'done' || known === undefined;
  } catch (problem) {
    if (isHubError(problem) && problem.code === 'OUTBOUND_UNREACHABLE') throw problem;
    options.log.warn({ transportId, problem: String(problem) }, 'link.take');
    const restMs = Math.min(2 * (rests.get(transportId)?.restMs ?? options.intervalMs / 2), LONGEST_REST_MS);
    rests.set(transportId, { until: performance.now() + restMs, restMs });
    return false;
  }
}

async function take(options: PollOptions, offer: Offer, signal: AbortSignal): Promise<Verdict> {
  let content: Package;
  try {
    content = await options.inbox.open(offer, signal);
  } catch (problem) {
    if (isHubError(problem) && !problem.spec.retry) await options.onUnusable(offer, problem);
    throw problem;
  }
  return options.onPackage({ ...offer, ...content });
}
