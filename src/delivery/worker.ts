import { sql } from 'drizzle-orm';
import {
  type Adapter,
  type HttpClient,
  type SendContext,
  type SendResult,
  servesSome,
} from '../../adapters/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import { noteRerouting } from '../registry/index.ts';
import type { Start, Started } from './begin.ts';
import type { DeliveryJob } from './claim.ts';
import { error } from './errors.ts';
import { type Exchange, watchExchange } from './exchange.ts';
import { giveBack } from './give-back.ts';
import { type SendLease, startLease } from './lease.ts';
import { wentThroughAxis } from './relays.ts';
import type { Representations, Unpack } from './representation.ts';
import { type DeliverySettings, slots } from './rules.ts';
import type { Settlement } from './settle.ts';
import type { Destination } from './targets.ts';
import type { TryResult } from './verdict.ts';

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly http: HttpClient;
  readonly adapters: Readonly<Record<string, Adapter>>;
  readonly representations: Representations;
  readonly unpack: Unpack;
  readonly settings: DeliverySettings;
  readonly begin: (start: Start) => Promise<Started | null>;
  readonly settle: (settlement: Settlement) => Promise<boolean>;
  readonly destination: (to: { handoverId: string | null; axis: string | null }) => Promise<Destination>;
  /** No further send begins. */
  readonly stopping: () => boolean;
  /** Sends under way are cut. */
  readonly ending: AbortSignal;
}

/** Mail of a lane that leads elsewhere now is moved within a second; it is not claimed over and over until then. */
const MOVES_WITHIN_SECONDS = 5;

/** A database that cannot take the beginning of a send is not asked again at once. */
const BEGINS_AGAIN_SECONDS = 1;

type LaneFacts = Record<string, unknown> & { key: string; cap: number; breaker: string };

/**
 * Sends the deliveries of one job, as many at once as the lane has slots for. The first temporary failure ends the job:
 * what has not begun goes back, and the lane is claimed again among the failing ones, which share few workers.
 */
export async function runJob(parts: WorkerParts, job: DeliveryJob): Promise<void> {
  const { settings } = parts;
  const lane = await laneOf(parts, job);
  if (!lane) return;
  const destination = await parts.destination(readKey(lane.key)).catch((problem: unknown) => {
    parts.log.warn({ lane: lane.key, problem: String(problem) }, 'delivery.destination');
    return null;
  });
  if (destination === 'elsewhere') return askForMove(parts, job, lane.key);
  const waiting = [...job.deliveries];
  const leases = new Map<string, SendLease>();
  const writing: Promise<void>[] = [];
  const connectSeconds = lane.breaker === 'closed' ? settings.connectSeconds : settings.probeConnectSeconds;
  let failed = false;
  let restSeconds = 0;

  const renewal = setInterval(
    () => void renew(parts, job, waiting, leases).catch(() => {}),
    (settings.leaseSeconds * 1_000) / 3,
  );
  const run = async () => {
    while (!failed && !parts.stopping()) {
      const next = waiting.shift();
      if (!next) return;
      const sent = await sendOne(parts, next, destination, connectSeconds * 1_000, leases).catch((problem) => {
        waiting.push(next);
        throw problem;
      });
      if (!sent) continue;
      if (sent.result.outcome === 'retry') failed = true;
      // The slot is free as soon as the recipient has answered; the job ends when all results are written.
      writing.push(writeOrLose(parts, sent).finally(() => leases.delete(next.id)));
    }
  };
  const stop = (problem: unknown) => {
    failed = true;
    restSeconds = BEGINS_AGAIN_SECONDS;
    parts.log.error({ problem: String(problem) }, 'delivery.begin');
  };
  try {
    await Promise.all(Array.from({ length: slots(lane.cap, job.urgent) }, () => run().catch(stop)));
    await Promise.all(writing);
  } finally {
    clearInterval(renewal);
    await giveBack(parts.database.db, waiting, restSeconds);
  }
}

/** Null when the lane is gone, or cannot be read now: then the claims go back. */
async function laneOf({ database, log }: WorkerParts, job: DeliveryJob): Promise<LaneFacts | null> {
  try {
    const { rows } = await database.db.execute<LaneFacts>(
      sql`select key, cap, breaker from lane where id = ${job.laneId}::uuid`,
    );
    return rows[0] ?? null;
  } catch (problem) {
    log.error({ problem: String(problem) }, 'delivery.begin');
    await giveBack(database.db, job.deliveries, BEGINS_AGAIN_SECONDS);
    return null;
  }
}

/**
 * A result that PostgreSQL does not take, alone neither, ends the try as one whose answer nobody knows: the delivery is
 * due again by its schedule, and the lane is free. When nothing can be written, the lease ends it.
 * Caught where it is begun: a rejection that waited for the job's end would be nobody's, and end the process.
 */
async function writeOrLose(parts: WorkerParts, sent: Sent): Promise<void> {
  const failed = (problem: unknown) =>
    parts.log.error({ deliveryId: sent.started.deliveryId, problem: String(problem) }, 'delivery.settle');
  try {
    await write(parts, sent);
  } catch (problem) {
    failed(problem);
    await write(parts, { ...sent, result: { outcome: 'lost', code: 'RESULT_NOT_WRITTEN' } }).catch(failed);
  }
}

interface Sent {
  readonly started: Started;
  readonly result: TryResult;
  readonly contentLeft: boolean;
  readonly exchange: Exchange | null;
  readonly sinceMs: number;
}

/** Gives null when the claim was lost before the send began. */
async function sendOne(
  parts: WorkerParts,
  claimed: { id: string; epoch: number },
  destination: Exclude<Destination, 'elsewhere'>,
  connectTimeoutMs: number,
  leases: Map<string, SendLease>,
): Promise<Sent | null> {
  const { clock, settings } = parts;
  const sinceMs = clock.monotonic();
  const started = await parts.begin({ deliveryId: claimed.id, epoch: claimed.epoch, attemptId: newId() });
  if (!started) return null;
  const lease = startLease(clock, sinceMs, settings, parts.ending);
  leases.set(claimed.id, lease);
  const { http, last } = watchExchange(parts.http);
  const result = await send({ ...parts, http }, started, destination, connectTimeoutMs, lease);
  lease.close();
  return { started, result, contentLeft: lease.flowed(), exchange: last(), sinceMs };
}

async function write(parts: WorkerParts, { started, result, contentLeft, exchange, sinceMs }: Sent): Promise<void> {
  const written = await parts.settle({ started, result, contentLeft, exchange });
  const facts = {
    deliveryId: started.deliveryId,
    attempt: started.number,
    outcome: written ? result.outcome : 'fenced',
    ...('code' in result && { code: result.code }),
    ...('httpStatus' in result && { httpStatus: result.httpStatus }),
    ms: Math.round(parts.clock.monotonic() - sinceMs),
  };
  parts.log.info(facts, 'delivery.attempted');
}

async function send(
  parts: WorkerParts,
  started: Started,
  destination: Exclude<Destination, 'elsewhere'>,
  connectTimeoutMs: number,
  lease: SendLease,
): Promise<TryResult> {
  const adapter = destination && parts.adapters[destination.adapter];
  if (!destination || !adapter) {
    return { outcome: 'retry', code: 'CHANNEL_UNAVAILABLE', detail: 'no channel leads to the recipient' };
  }
  const { target } = destination;
  // Its channel may have become narrower since the delivery was made.
  const requireRoom = (size: number) => {
    const [code, limit] = [started.members[0]!.addressedCode, destination.maxBytes];
    if (limit !== null && size > limit) throw error('RECIPIENT_CANNOT_TAKE', { code, size, limit });
  };
  const servesAll = target.kind === 'axis' && !servesSome(target.settings);
  const wentBefore = servesAll && (await wentThroughAxis(parts.database.db, started.document.id, target.name));
  const context: SendContext = {
    deliveryId: started.deliveryId,
    attempt: started.attemptId,
    number: started.number,
    predecessorIds: started.predecessorIds,
    documentId: started.document.id,
    documentUid: started.document.documentUid,
    kind: started.document.kind,
    senderCode: started.document.senderCode,
    signedWhole: started.document.signedWhole,
    wentBefore,
    recipients: started.members.map((member) => member.addressedCode),
    content: async (form) => {
      const content = await parts.representations.open(started.document, form);
      requireRoom(content.size);
      return { ...content, open: () => lease.watch(content.open()) };
    },
    unpack: async () => {
      const { header, files } = await parts.unpack(started.document);
      requireRoom(files.reduce((sum, file) => sum + file.size, 0));
      return { header, files: files.map((file) => ({ ...file, open: () => lease.watch(file.open()) })) };
    },
    target,
    http: parts.http,
    clock: parts.clock,
    log: parts.log,
    signal: lease.signal,
    connectTimeoutMs,
  };
  try {
    return await adapter.send(context);
  } catch (problem) {
    // Cut by this process's own end: the lane is not to blame, and the next process tries at once.
    if (parts.ending.aborted) return { outcome: 'lost' };
    return failureFrom(problem, lease.signal.aborted);
  }
}

/** Whether a failure passes is a property of the error; one that nobody foresaw is tried again until the deadline. */
function failureFrom(problem: unknown, outOfTime: boolean): SendResult {
  if (outOfTime) return { outcome: 'retry', code: 'SEND_TIMEOUT', detail: 'no progress within the lease' };
  if (isHubError(problem)) {
    return { outcome: problem.spec.retry ? 'retry' : 'permanent', code: problem.code, detail: problem.title('en') };
  }
  const detail = problem instanceof Error ? problem.message.slice(0, 200) : 'unknown';
  return { outcome: 'retry', code: 'SEND_FAILED', detail };
}

/** Keeps what waits in this job claimed, and what makes progress alive; a stalled send runs into its lease's end. */
async function renew(
  parts: WorkerParts,
  job: DeliveryJob,
  waiting: readonly { id: string; epoch: number }[],
  leases: ReadonlyMap<string, SendLease>,
): Promise<void> {
  const epochs = new Map(job.deliveries.map((one) => [one.id, one.epoch]));
  const moving = [...leases].filter(([, lease]) => lease.moved()).map(([id]) => id);
  const ids = [...waiting.map((one) => one.id), ...moving];
  if (ids.length === 0) return;
  const sinceMs = parts.clock.monotonic();
  const renewed = await parts.database.db.execute<{ delivery_id: string }>(sql`
    update dispatch d set lease_until = now() + make_interval(secs => ${parts.settings.leaseSeconds})
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(ids.map((id) => epochs.get(id)!))}::int[]) as mine(id, epoch)
    where d.delivery_id = mine.id and d.epoch = mine.epoch and d.state <> 'due'
    returning d.delivery_id`);
  for (const row of renewed.rows) leases.get(row.delivery_id)?.renewed(sinceMs);
}

/** Whatever put mail into a lane that leads elsewhere: it is looked at again. */
async function askForMove(parts: WorkerParts, job: DeliveryJob, key: string): Promise<void> {
  const { handoverId } = readKey(key);
  if (handoverId !== null) await parts.database.db.transaction((tx) => noteRerouting(tx, [handoverId]));
  await giveBack(parts.database.db, job.deliveries, MOVES_WITHIN_SECONDS);
}

function readKey(key: string): { handoverId: string | null; axis: string | null } {
  return key.startsWith('axis:')
    ? { handoverId: null, axis: key.slice('axis:'.length) }
    : { handoverId: key.slice('agency:'.length), axis: null };
}
