import type { DeliveryEngine } from './delivery/index.ts';
import type { Blobs } from './platform/blobs.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import type { Logger } from './platform/log.ts';
import type { Outbound } from './platform/outbound.ts';
import type { QueueEngine } from './platform/queue.ts';
import type { Vault } from './platform/secrets.ts';
import type { HubSigner, Verifier } from './trust/index.ts';

/** The running parts, wired once in `app.ts` and handed to the pipeline and the doors. */
export interface Hub {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  /** Works with the runtime role's rights. */
  readonly database: Database;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly verifier: Verifier;
  readonly signer: HubSigner;
  readonly queue: QueueEngine;
  readonly outbound: Outbound;
  /** Bytes that stay free on the data disk; below it every door answers 507. */
  readonly diskReserve: number;
  readonly delivery: Pick<DeliveryEngine, 'nudge'>;
}
