import {
  createPostgresBackend,
  type Queue,
  Queue as RedisQueue,
  Worker as RedisWorker,
  runMigrations,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from './log.ts';

export interface JobQueue<T> {
  add(data: T): Promise<void>;
  /** Jobs that no worker has taken yet. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no further job and waits for the running ones. */
  close(): Promise<void>;
}

/**
 * Executes jobs on BullMQ. It decides nothing: jobs are tried once and removed whatever happens, and losing the engine
 * with all its jobs loses no delivery, since PostgreSQL's tables know what is due (the sweeper sends it again).
 */
export interface QueueEngine {
  readonly name: 'postgres' | 'redis';
  queue<T>(name: string): JobQueue<T>;
  worker<T>(name: string, concurrency: number, run: (data: T) => Promise<void>): QueueWorker;
  /** BullMQ's own queue, for whoever looks at it and adds nothing. */
  inspect(name: string): Queue;
  /** Closes every worker, then every queue, then the connections. */
  close(): Promise<void>;
}

export interface QueueEngineOptions {
  /** PostgreSQL, as the owner: BullMQ keeps its tables in the schema `bullmq`. A direct connection, no pooler. */
  readonly ownerUrl: string;
  /** Redis or Valkey instead. */
  readonly redisUrl?: string | undefined;
  readonly log: Logger;
}

/** One try: retries and their delays live in PostgreSQL. Kept jobs would cut the PostgreSQL engine's rate to a third. */
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const SCHEMA = 'bullmq';

/** Opens the engine; on PostgreSQL it brings BullMQ's tables up to date. */
export async function openQueueEngine(options: QueueEngineOptions): Promise<QueueEngine> {
  return options.redisUrl === undefined ? onPostgres(options) : onRedis(options, options.redisUrl);
}

async function onPostgres({ ownerUrl, log }: QueueEngineOptions): Promise<QueueEngine> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => {});
  await client.connect();
  await runMigrations(client, SCHEMA).finally(() => client.end());
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // Each worker keeps one connection to LISTEN on; the others are shared.
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: 12,
    keepAlive: true,
    application_name: 'lienthong-queue',
    options: `-c search_path=${SCHEMA} -c timezone=UTC`,
  });
  pool.on('error', (error) => log.warn({ error }, 'queue connection lost'));
  // While one is in use nobody listens to it: its statement fails, and an event that nobody hears would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return engine('postgres', log, {
    queue: (name) => new Queue(name, { connection: pool, defaultJobOptions: JOB }),
    worker: (name, concurrency, run) => new Worker(name, run, { connection: pool, concurrency }),
    disconnect: () => pool.end(),
  });
}

async function onRedis({ log }: QueueEngineOptions, url: string): Promise<QueueEngine> {
  // BullMQ's workers ask for unlimited retries of a command; the default pause grows until a worker resumes 18 s late.
  const connection = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(50 * tries, 2_000),
  });
  connection.on('error', (error) => log.warn({ error }, 'queue connection lost'));
  return engine('redis', log, {
    queue: (name) => new RedisQueue(name, { connection, defaultJobOptions: JOB }),
    worker: (name, concurrency, run) => new RedisWorker(name, run, { connection, concurrency }),
    disconnect: async () => connection.disconnect(),
  });
}

interface Closable {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface Parts {
  queue(name: string): Pick<Queue, 'add' | 'getWaitingCount'> & Closable;
  worker(name: string, concurrency: number, run: (job: { data: unknown }) => Promise<void>): Closable;
  disconnect(): Promise<void>;
}

function engine(name: QueueEngine['name'], log: Logger, parts: Parts): QueueEngine {
  const queues = new Set<Closable>();
  const workers = new Set<Closable>();
  const keep = <P extends Closable>(part: P, set: Set<Closable>): P => {
    part.on('error', (error) => log.warn({ error }, 'queue error'));
    set.add(part);
    return part;
  };
  const close = async (part: Closable, set: Set<Closable>) => {
    if (set.delete(part)) await part.close();
  };
  const closeAll = (set: Set<Closable>) => Promise.all([...set].map((part) => close(part, set)));
  return {
    name,
    queue<T>(queueName: string): JobQueue<T> {
      const queue = keep(parts.queue(queueName), queues);
      return {
        add: async (data) => {
          await queue.add('job', data);
        },
        waiting: () => queue.getWaitingCount(),
        close: () => close(queue, queues),
      };
    },
    // The classes of both engines differ in their connections only.
    inspect: (queueName) => keep(parts.queue(queueName), queues) as unknown as Queue,
    worker<T>(queueName: string, concurrency: number, run: (data: T) => Promise<void>): QueueWorker {
      const perform = async (job: { data: unknown }) => {
        try {
          await run(job.data as T);
        } catch (error) {
          log.error({ error, queue: queueName }, 'job failed');
          throw error;
        }
      };
      const worker = keep(parts.worker(queueName, concurrency, perform), workers);
      return { close: () => close(worker, workers) };
    },
    async close() {
      await closeAll(workers);
      await closeAll(queues);
      await parts.disconnect();
    },
  };
}
