import type { FastifyInstance } from 'fastify';
import { axis } from '../adapters/axis/index.ts';
import { webhook } from '../adapters/webhook/index.ts';
import { openApi } from './api/index.ts';
import { startAxisPollers } from './axes.ts';
import { inlineDocument } from './content.ts';
import { startDelivery } from './delivery/index.ts';
import type { Hub } from './hub.ts';
import { startJobs } from './jobs.ts';
import { type Blobs, openBlobs } from './platform/blobs.ts';
import { systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { startEmbedded } from './platform/embedded/index.ts';
import { type Logger, openLog } from './platform/log.ts';
import { ensurePartitions, migrate } from './platform/migrate.ts';
import { openOutbound } from './platform/outbound.ts';
import { openQueueEngine } from './platform/queue.ts';
import { openVault, type Vault } from './platform/secrets.ts';
import { limitsOf } from './settings.ts';
import { openHubSigner, openVerifier } from './trust/index.ts';

export interface RunningHub extends Hub {
  readonly api: FastifyInstance;
  /** Where it answers; empty when it does not listen. */
  readonly url: string;
  /** Takes nothing new, lets what is under way end, and stops the embedded PostgreSQL that it started. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly log?: Logger;
  /** Answer on the configured address; default true. */
  readonly listen?: boolean;
}

/** The state that commands work on without serving: joins a running embedded PostgreSQL, or starts one for as long. */
export interface Tools {
  /** The owner's connection string. */
  readonly databaseUrl: string;
  readonly database: Database;
  readonly owner: Database;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly log: Logger;
  close(): Promise<void>;
}

export async function openTools(config: Config, log: Logger = openLog(config.logLevel)): Promise<Tools> {
  const closing: (() => Promise<void>)[] = [];
  const databaseUrl = await findDatabase(config, log, closing);
  await migrate(databaseUrl);
  const database = openDatabase({ url: databaseUrl, max: config.databaseConnections });
  const owner = openDatabase({ url: databaseUrl, max: 2, asOwner: true, applicationName: 'lienthong-owner' });
  closing.push(
    () => database.close(),
    () => owner.close(),
  );
  const blobs = await openBlobs(config.dataDir);
  const vault = await openVault(config.dataDir);
  return { databaseUrl, database, owner, blobs, vault, log, close: () => closeAll(closing) };
}

/** Starts the hub with the roles of its configuration. The one place that knows every part. */
export async function startHub(config: Config, options: StartOptions = {}): Promise<RunningHub> {
  const log = options.log ?? openLog(config.logLevel);
  const closing: (() => Promise<void>)[] = [];
  try {
    return await assemble(config, log, options.listen ?? true, closing);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Logger,
  listen: boolean,
  closing: (() => Promise<void>)[],
): Promise<RunningHub> {
  const tools = await openTools(config, log);
  closing.push(() => tools.close());
  const { database, owner, blobs, vault } = tools;
  const signer = await openHubSigner(config.dataDir);
  closing.push(() => signer.close());
  const verifier = openVerifier({ limits: limitsOf(config), threads: config.verifierThreads, log });
  closing.push(() => verifier.close());
  const outbound = openOutbound({ allow: config.outboundAllow });
  closing.push(() => outbound.close());
  const queue = await openQueueEngine({ ownerUrl: tools.databaseUrl, redisUrl: config.redisUrl, log });
  closing.push(() => queue.close());

  const pushes = config.role !== 'api';
  const delivery = pushes
    ? startDelivery({
        database,
        queue,
        blobs,
        vault,
        outbound,
        clock: systemClock,
        log,
        adapters: { webhook, axis },
        inline: (document) => inlineDocument(database.db, blobs, document),
        settings: { concurrency: config.pushConcurrency },
      })
    : { nudge: () => {}, stop: async () => {} };
  closing.push(() => delivery.stop());

  const diskReserve = config.diskReserveBytes ?? Math.max(2 ** 30, Math.floor((await blobs.diskBytes()) * 0.05));
  const hub: Hub = {
    config,
    log,
    clock: systemClock,
    database,
    blobs,
    vault,
    verifier,
    signer,
    queue,
    outbound,
    diskReserve,
    delivery,
  };
  const jobs = startJobs(hub, () => ensurePartitions(owner.pool));
  closing.push(() => jobs.stop());
  if (pushes) {
    const pollers = await startAxisPollers(hub);
    closing.push(() => pollers.stop());
  }
  const api = await openApi(hub);
  closing.push(() => api.close());
  const url = listen ? await api.listen({ host: config.host, port: config.port }) : '';
  if (listen) log.info({ url, dataDir: config.dataDir, queue: queue.name, role: config.role }, 'listening');
  return { ...hub, api, url, close: () => closeAll(closing) };
}

async function findDatabase(config: Config, log: Logger, closing: (() => Promise<void>)[]): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbedded(config.dataDir, log);
  closing.push(() => embedded.stop());
  return embedded.url;
}

/** In the reverse order of opening; a part that fails to close does not keep the others open. */
async function closeAll(closing: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing.splice(0).reverse()) await close().catch((error) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'some parts did not close');
}
