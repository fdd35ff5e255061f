import { record } from '../evidence/index.ts';
import type { Database } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { JobQueue } from '../platform/queue.ts';
import type { DeliveryJob } from './claim.ts';
import { giveBack } from './give-back.ts';

/** A queue that takes nothing is not asked again at once. */
const QUEUE_RESTS_SECONDS = 1;

/** Hands jobs to one queue. Gives whether it took them all. */
export type Queueing = (jobs: readonly DeliveryJob[]) => Promise<boolean>;

/**
 * What the queue does not take (full, refusing, away) goes back at once, so that its lane is not held until the lease
 * ends. The log line is written each time; the event when the refusals begin, not for every round of an outage.
 */
export function openQueueing(
  { database, log }: { readonly database: Database; readonly log: Logger },
  queue: JobQueue<DeliveryJob>,
): Queueing {
  let refusing = false;
  return async (jobs) => {
    if (jobs.length === 0) return true;
    const results = await Promise.allSettled(jobs.map((job) => queue.add(job)));
    const refused = jobs.filter((_, index) => results[index]!.status === 'rejected');
    const isNew = !refusing;
    refusing = refused.length > 0;
    if (!refusing) return true;
    const problem = String(results.find((one) => one.status === 'rejected')!.reason).slice(0, 200);
    log.error({ problem, jobs: refused.length }, 'delivery.queue');
    await giveBack(
      database.db,
      refused.flatMap((job) => job.deliveries),
      QUEUE_RESTS_SECONDS,
    );
    const data = { jobs: refused.length, problem };
    if (isNew) await database.db.transaction((tx) => record(tx, [{ type: 'queue.refused', actor: 'hub', data }]));
    return false;
  };
}
