import type { FastifyInstance } from 'fastify';
import { axis } from '../adapters/axis/index.ts';
import { webhook } from '../adapters/webhook/index.ts';
import { restDoor } from './api/index.ts';
import { startAxes } from './axes/index.ts';
import { catalogueSource } from './catalogue-source.ts';
import { openChains } from './chains.ts';
import { connectionAdapter, connectionKinds, readTyped, startConnections } from './connections/index.ts';
import { CONSOLE_BASE, consoleDoor, type DemoAccount } from './console/index.ts';
import { startDelivery } from './delivery/index.ts';
import type { Hub } from './hub.ts';
import { startJobs } from './jobs/index.ts';
import { inlineDocument, unpackDocument } from './journey/content.ts';
import { openListener } from './listener.ts';
import { openNotifier } from './notify/index.ts';
import { systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { type Logger, openLog } from './platform/log.ts';
import { openOutbound } from './platform/outbound.ts';
import { openQueueEngine } from './platform/queue.ts';
import { portalDoor } from './portal/index.ts';
import { certificateHolders } from './registry/index.ts';
import { limitsOf, mailOf, pushSettings } from './settings.ts';
import { closeAll, openTools } from './tools.ts';
import { openHubSigner, openVerifier } from './trust/index.ts';
import { vxpDoor } from './vxp/index.ts';

export type { DemoAccount } from './console/index.ts';
export { openTools, type Tools } from './tools.ts';

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
  /** Accounts that the login page offers at a click: for the demonstration only, and no setting. */
  readonly demoAccounts?: readonly DemoAccount[];
}

/** Starts the hub with the roles of its configuration. The one place that knows every part. */
export async function startHub(config: Config, options: StartOptions = {}): Promise<RunningHub> {
  const log = options.log ?? openLog(config.logLevel);
  const closing: (() => Promise<void>)[] = [];
  try {
    return await assemble(config, log, options, closing);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Logger,
  { listen = true, demoAccounts = [] }: StartOptions,
  closing: (() => Promise<void>)[],
): Promise<RunningHub> {
  const tools = await openTools(config, log);
  closing.push(() => tools.close());
  const { database, owner, blobs, vault } = tools;
  const signer = await openHubSigner(config.dataDir);
  closing.push(() => signer.close());
  const outbound = openOutbound({ allow: config.outboundAllow });
  closing.push(() => outbound.close());
  const chains = await openChains(config, outbound, log);
  const verifier = openVerifier({
    limits: limitsOf(config),
    threads: config.verifierThreads,
    shadowPercent: config.verifierShadowPercent,
    log,
    chains,
    files: {
      scratch: blobs.spoolDir,
      holders: (sha256s) => certificateHolders(database.db, sha256s),
    },
  });
  closing.push(() => verifier.close());
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
        adapters: {
          webhook,
          axis,
          connection: connectionAdapter({ reader: database.db, outbound, vault, log, clock: systemClock, config }),
        },
        inline: (document) => inlineDocument(database.db, blobs, document),
        unpack: ({ id }) => unpackDocument(database.db, blobs, id),
        settings: pushSettings(config),
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
  if (pushes) {
    const notifier = openNotifier({
      database,
      vault,
      outbound,
      clock: systemClock,
      log,
      mail: mailOf(config),
      link: config.publicUrl ? new URL(CONSOLE_BASE, config.publicUrl).href : null,
    });
    const jobs = startJobs(hub, notifier, owner, catalogueSource(config, outbound));
    closing.push(() => jobs.stop());
    // Before the jobs are waited for: whom they tell may hang.
    closing.push(async () => notifier.close());
    const axes = startAxes(hub, owner);
    closing.push(() => axes.stop());
    const connections = startConnections(hub);
    closing.push(() => connections.stop());
  }
  const doors = [
    restDoor(hub),
    consoleDoor(hub, { owner, demoAccounts, kinds: { all: connectionKinds(), read: readTyped } }),
    portalDoor(hub),
    ...(config.vxpDoor === 'on' ? [vxpDoor(hub)] : []),
  ];
  const api = await openListener(hub, doors);
  closing.push(() => api.close());
  const url = listen ? await api.listen({ host: config.host, port: config.port }) : '';
  if (listen) log.info({ url, dataDir: config.dataDir, queue: queue.name, role: config.role }, 'listening');
  return { ...hub, api, url, close: () => closeAll(closing) };
}
