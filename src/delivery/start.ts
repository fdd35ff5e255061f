import { setMaxListeners } from 'node:events';
import type { Adapter, HttpClient } from '../../adapters/contract.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { QueueEngine } from '../platform/queue.ts';
import type { Vault } from '../platform/secrets.ts';
import { batcher } from './batch.ts';
import { beginSending, type Start, type Started } from './begin.ts';
import type { DeliveryJob } from './claim.ts';
import { warnOfDeadlines } from './deadlines.ts';
import { startDispatcher, startLoop } from './dispatcher.ts';
import { measureDispatch } from './measure.ts';
import { type Inline, openRepresentations, type Unpack } from './representation.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from './rules.ts';
import { type Settlement, settle } from './settle.ts';
import { sweepLeases } from './sweep.ts';
import { resolveDestination } from './targets.ts';
import { runJob, type WorkerParts } from './worker.ts';

export interface DeliveryContext {
  readonly database: Database;
  readonly queue: QueueEngine;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly outbound: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** By name: `webhook`, `connection`, and the adapters that axes are configured with. */
  readonly adapters: Readonly<Record<string, Adapter>>;
  readonly inline: Inline;
  readonly unpack: Unpack;
  readonly settings?: Partial<DeliverySettings>;
}

export interface DeliveryEngine {
  /** Something became due: look now instead of at the next tick. */
  nudge(): void;
  /** Claims nothing more, lets the sends under way end for a while, gives the rest back. */
  stop(): Promise<void>;
}

/** Tries that share one commit. */
const AT_ONCE = 100;

/** Starts this process's part in pushing: a dispatcher, the workers of both queues, and a sweeper. */
export function startDelivery(context: DeliveryContext): DeliveryEngine {
  const { database, log, clock, queue } = context;
  const settings: DeliverySettings = { ...DEFAULT_SETTINGS, ...context.settings };
  let stopping = false;
  const ending = new AbortController();
  // One for each send under way, taken off again at its end.
  setMaxListeners(0, ending.signal);
  const parts: WorkerParts = {
    database,
    log,
    clock,
    settings,
    http: context.outbound,
    adapters: context.adapters,
    representations: openRepresentations(context.blobs, context.inline),
    unpack: context.unpack,
    begin: beginTogether(database, settings),
    settle: settleTogether(database, settings),
    destination: (to) => resolveDestination(database.db, context.vault, to),
    stopping: () => stopping,
    ending: ending.signal,
  };
  const urgentQueue = queue.queue<DeliveryJob>('deliver-urgent');
  const normalQueue = queue.queue<DeliveryJob>('deliver');
  const dispatcher = startDispatcher({ database, log, clock, settings, urgentQueue, normalQueue });
  const work = async (job: DeliveryJob) => {
    try {
      await runJob(parts, job);
    } finally {
      // The lane is free again, and what waited for these may go.
      dispatcher.nudge();
    }
  };
  const workers = [
    queue.worker<DeliveryJob>('deliver-urgent', settings.urgentConcurrency, work),
    queue.worker<DeliveryJob>('deliver', settings.concurrency, work),
  ];
  const sweeper = startLoop(settings.sweepMs, log, async () => {
    const swept = await database.db.transaction((tx) => sweepLeases(tx, settings));
    await measureDispatch(database.db);
    if (swept > 0) dispatcher.nudge();
    return false;
  });
  const warner = startLoop(settings.warnEveryMs, log, async () => {
    await database.db.transaction((tx) => warnOfDeadlines(tx, settings.warningSeconds));
    return false;
  });
  return {
    nudge: () => dispatcher.nudge(),
    async stop() {
      stopping = true;
      const patience = setTimeout(() => ending.abort(new Error('the hub is stopping')), settings.drainSeconds * 1_000);
      await Promise.all([dispatcher.stop(), sweeper.stop(), warner.stop()]);
      await Promise.all(workers.map((worker) => worker.close()));
      clearTimeout(patience);
      await Promise.all([urgentQueue.close(), normalQueue.close()]);
    },
  };
}

function beginTogether(database: Database, settings: DeliverySettings): WorkerParts['begin'] {
  return batcher<Start, Started | null>(async (starts) => {
    const won = await database.db.transaction((tx) => beginSending(tx, starts, settings));
    const byAttempt = new Map(won.map((started) => [started.attemptId, started]));
    return starts.map((start) => byAttempt.get(start.attemptId) ?? null);
  }, AT_ONCE);
}

function settleTogether(database: Database, settings: DeliverySettings): WorkerParts['settle'] {
  return batcher<Settlement, boolean>(async (settlements) => {
    const written = await database.db.transaction((tx) => settle(tx, settlements, settings));
    return settlements.map((one) => written.has(one.started.deliveryId));
  }, AT_ONCE);
}
