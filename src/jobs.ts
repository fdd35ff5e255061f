import { sealReceipts } from './evidence/index.ts';
import type { Hub } from './hub.ts';
import { dropRejectedBytes, type SubmissionRow, sweepOrphans, takeParked } from './intake/index.ts';
import type { Case } from './outcome.ts';
import { judge } from './pipeline.ts';
import { axisPrincipal, type Principal, principalOfSystem } from './registry/index.ts';

/** Longest time that one try of a parked submission may take before another process takes it. */
const PARKED_LEASE_SECONDS = 120;
const HOUR_MS = 3_600_000;

export interface Jobs {
  /** Starts no further round and waits for the running ones. */
  stop(): Promise<void>;
}

/** The hub's housekeeping. Every round is safe to run in several processes at once and to lose. */
export function startJobs(hub: Hub, ensurePartitions: () => Promise<void>): Jobs {
  const { db } = hub.database;
  const rounds = [
    every(hub, 'seal receipts', 250, async () => {
      while ((await sealReceipts(db, hub.signer)) > 0);
    }),
    every(hub, 'resume parked submissions', 1_000, () => resumeParked(hub)),
    every(hub, 'drop bytes of rejections', HOUR_MS, async () => {
      await dropRejectedBytes(db, hub.blobs);
    }),
    every(hub, 'sweep orphaned blobs', HOUR_MS, async () => {
      await sweepOrphans(db, hub.blobs, hub.clock.now());
    }),
    every(hub, 'make partitions', 24 * HOUR_MS, ensurePartitions),
  ];
  return {
    async stop() {
      await Promise.all(rounds.map((round) => round.stop()));
    },
  };
}

/** Verifies parked submissions whose time has come; one that ended its verifier before is alone in its round. */
export async function resumeParked(hub: Hub): Promise<void> {
  for (const row of await takeParked(hub.database.db, 20, PARKED_LEASE_SECONDS)) {
    const principal = await principalOf(hub, row);
    await judge(hub, toCase(hub, row, principal));
  }
}

function toCase(hub: Hub, row: SubmissionRow, principal: Principal): Case {
  return {
    id: row.id,
    door: row.door as Case['door'],
    principal,
    transportId: row.transportId,
    to: row.facts.to,
    builtByHub: row.facts.builtByHub ?? false,
    spool: {
      path: hub.blobs.path(row.id),
      size: row.size,
      sha256: row.rawSha256.toString('hex'),
      mediaType: row.mediaType,
    },
    tries: row.tries,
    receivedAt: row.receivedAt,
    known: {},
  };
}

/** The rights of today: a system that was disabled meanwhile may no longer send. */
async function principalOf(hub: Hub, row: SubmissionRow): Promise<Principal> {
  if (row.actor.startsWith('axis:')) return axisPrincipal(row.actor.slice('axis:'.length));
  const principal = row.systemId ? await principalOfSystem(hub.database.db, row.systemId) : null;
  return (
    principal ?? {
      kind: 'system',
      systemId: row.systemId,
      actor: row.actor,
      scopes: [],
      agencyIds: new Set(),
      allOrNothing: false,
    }
  );
}

function every(hub: Hub, name: string, ms: number, run: () => Promise<void>): Jobs {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const round = () => {
    running = run()
      .catch((error) => hub.log.error({ error, job: name }, 'job failed; it will run again'))
      .then(() => {
        if (!stopped) timer = setTimeout(round, ms);
      });
  };
  timer = setTimeout(round, Math.min(ms, 5_000));
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
