import { agenciesWithMail } from '../delivery/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import { apiError } from './errors.ts';

const POLL_MS = 300;

/** Inboxes that one system may wait at; a system of a hundred agencies still has one for each. */
export const WAITING_PER_SYSTEM = 100;

interface Waiter {
  readonly who: string;
  readonly handoverIds: readonly string[];
  readonly wake: () => void;
}

/** Waiting inboxes. All of them share one query a round; none holds a database connection while it waits. */
export interface LongPoll {
  /**
   * Resolves when one of these agencies may have mail, after `ms`, when `signal` aborts, or when the hub stops.
   * @param who the actor that waits; rejects with TOO_MANY_WAITING when it waits too often already
   */
  wait(who: string, handoverIds: readonly string[], ms: number, signal: AbortSignal): Promise<void>;
  readonly stopped: boolean;
  /** Lets every waiting request answer with what there is. */
  stop(): void;
}

export function openLongPoll(reader: Reader, log: Logger): LongPoll {
  const waiters = new Set<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function round(): Promise<void> {
    const asked = [...waiters];
    try {
      const found = await agenciesWithMail(reader, [...new Set(asked.flatMap((one) => one.handoverIds))]);
      for (const waiter of asked) if (waiter.handoverIds.some((id) => found.has(id))) waiter.wake();
    } catch (error) {
      log.warn({ error }, 'waiting inboxes could not be looked at; they are looked at again');
    }
    timer = undefined;
    schedule();
  }

  function schedule(): void {
    if (timer === undefined && waiters.size > 0 && !stopped) timer = setTimeout(round, POLL_MS);
  }

  return {
    get stopped() {
      return stopped;
    },
    async wait(who, handoverIds, ms, signal) {
      if (stopped || signal.aborted) return;
      const others = [...waiters].filter((waiter) => waiter.who === who).length;
      if (others >= WAITING_PER_SYSTEM) throw apiError('TOO_MANY_WAITING', { most: WAITING_PER_SYSTEM });
      return new Promise((resolve) => {
        const wake = () => {
          waiters.delete(waiter);
          clearTimeout(limit);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const limit = setTimeout(wake, ms);
        const waiter: Waiter = { who, handoverIds, wake };
        signal.addEventListener('abort', wake);
        waiters.add(waiter);
        schedule();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const waiter of [...waiters]) waiter.wake();
    },
  };
}
