import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { JobQueue } from '../platform/queue.ts';
import { claimDue, type DeliveryJob } from './claim.ts';
import { openQueueing, type Queueing } from './queueing.ts';
import type { DeliverySettings } from './rules.ts';

export interface DispatcherParts {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly urgentQueue: JobQueue<DeliveryJob>;
  readonly normalQueue: JobQueue<DeliveryJob>;
}

export interface Loop {
  /** Look again at once. */
  nudge(): void;
  /** Ends after the round at hand. */
  stop(): Promise<void>;
}

/** Most lanes that one round locks. */
const LANES_AT_ONCE = 200;

/** Claims what is due and hands it to the queue, urgent mail first: when nudged, and on a timer in any case. */
export function startDispatcher(parts: DispatcherParts): Loop {
  const [queueUrgent, queueNormal] = [openQueueing(parts, parts.urgentQueue), openQueueing(parts, parts.normalQueue)];
  return startLoop(parts.settings.pollMs, parts.log, async () => {
    const urgent = await dispatchRound(parts, true, queueUrgent);
    const normal = await dispatchRound(parts, false, queueNormal);
    return urgent || normal;
  });
}

/** Gives whether the round was full, so that there may be more. */
async function dispatchRound(parts: DispatcherParts, urgent: boolean, queueAll: Queueing): Promise<boolean> {
  const { settings, database } = parts;
  const queue = urgent ? parts.urgentQueue : parts.normalQueue;
  const most = settings.window * (urgent ? settings.urgentConcurrency : settings.concurrency);
  const room = Math.min(LANES_AT_ONCE, most - (await queue.waiting()));
  if (room <= 0) return false;
  const jobs = await database.db.transaction((tx) => claimDue(tx, urgent, room, settings));
  const taken = await queueAll(jobs);
  return taken && jobs.length === room;
}

/** Runs a step when nudged or when the time is up, one at a time; a failed step is logged and tried again. */
export function startLoop(everyMs: number, log: Logger, step: () => Promise<boolean>): Loop {
  let stopping = false;
  let nudged = false;
  let wake = () => {};
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = (async () => {
    while (!stopping) {
      nudged = false;
      const more = await step().catch((problem: unknown) => {
        log.error({ problem: String(problem) }, 'delivery.step');
        return false;
      });
      if (!more && !nudged && !stopping) await rest();
    }
  })();
  return {
    nudge() {
      nudged = true;
      wake();
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
