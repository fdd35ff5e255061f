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

/**
 * Fetches what another side has for this hub, over and over. The acknowledgement, sent only after the package is durable
 * here, is the cursor: a crash at any point only means that a package is offered again under the same transport id.
 * Its stop ends at once; a package that was still being fetched is offered again.
 */
export function pollInbox(options: PollOptions): Link {
  const ending = new AbortController();
  const { intervalMs = 2_000, log } = options;
  const running = (async () => {
    for (let pause = intervalMs; !ending.signal.aborted; ) {
      const taken = await round(options, ending.signal).catch((problem: unknown) => {
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
async function round(options: PollOptions, signal: AbortSignal): Promise<number | null> {
  if (!(await options.mayPoll())) return 0;
  try {
    const taken = await takeAll(options, signal);
    await options.onAnswered();
    return taken;
  } catch (problem) {
    if (signal.aborted) return 0;
    await options.onSilent(problem);
    return null;
  }
}

/** One pass over the other side's list; gives the number of packages whose verdict it was told. */
async function takeAll(options: PollOptions, signal: AbortSignal): Promise<number> {
  let told = 0;
  for await (const page of options.inbox.offers(signal)) {
    const standing = await options.standing(page);
    for (const offer of page) {
      if (signal.aborted) return told;
      if (await dealWith(options, offer, standing.get(offer.transportId), signal)) told += 1;
    }
  }
  return told;
}

/** A package that cannot be taken stays there and is offered again; it never holds up those behind it. */
async function dealWith(
  options: PollOptions,
  offer: Offer,
  known: Verdict | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { transportId, kind } = offer;
  try {
    const verdict = known ?? (await take(options, offer, signal));
    if (verdict === 'waits') return false;
    await options.inbox.tell(offer, verdict, signal);
    await options.onTold(offer, verdict);
    options.log.info({ transportId, kind, verdict }, 'link.taken');
    // What was refused before stays on some lists: it is no progress.
    return verdict === 'done' || known === undefined;
  } catch (problem) {
    if (isHubError(problem) && problem.code === 'OUTBOUND_UNREACHABLE') throw problem;
    options.log.warn({ transportId, problem: String(problem) }, 'link.take');
    return false;
  }
}

async function take(options: PollOptions, offer: Offer, signal: AbortSignal): Promise<Verdict> {
  let content: Package;
  try {
    content = await options.inbox.open(offer, signal);
  } catch (problem) {
    if (!isHubError(problem) || problem.spec.retry) throw problem;
    await options.onUnusable(offer, problem);
    return 'waits';
  }
  return options.onPackage({ ...offer, ...content });
}
