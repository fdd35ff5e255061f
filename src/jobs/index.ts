import { ACTOR as PERSON, principalOfPerson, sweepSessions } from '../accounts/index.ts';
import { applyDueReforms } from '../acts/reforms.ts';
import { addUp } from '../board/index.ts';
import {
  applyAgencies,
  type CatalogueSource,
  compareAgencies,
  synchroniseCatalogues,
  takeDueCatalogues,
  tellLateCatalogues,
} from '../catalogues/index.ts';
import { blobsOfDrafts, sweepDrafts } from '../compose/index.ts';
import { dropOldMailCodes, moveWaiting } from '../delivery/index.ts';
import { giveUpDuties, remindOfDuties } from '../duty/index.ts';
import { sealReceipts } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import {
  AlreadyDecided,
  dropRejectedBytes,
  intakeError,
  PARKED_AT_MOST_HOURS,
  type ParkedRow,
  sweepOrphans,
  takeParked,
} from '../intake/index.ts';
import { type Case, refuse } from '../journey/outcome.ts';
import { runRetention } from '../lifecycle/index.ts';
import { dropOldAlerts, type Notifier } from '../notify/index.ts';
import { judge } from '../pipeline.ts';
import type { Database } from '../platform/database.ts';
import { ensurePartitions } from '../platform/migrate.ts';
import { sweepPublications } from '../publication/index.ts';
import {
  axisPrincipal,
  hubPrincipal,
  type Principal,
  principalOfSystem,
  sweepSignedRequests,
} from '../registry/index.ts';
import { indexBacklog } from '../search/index.ts';
import { writeOwed } from './owed.ts';
import { followRecalls } from './recalls.ts';

/** Longest time that one try of a parked submission may take before another process takes it. */
const PARKED_LEASE_SECONDS = 120;
/** Most that one round tries before it lets the next one begin. */
const PARKED_AT_ONCE = 20;
const HOUR_MS = 3_600_000;

export interface Jobs {
  /** Starts no further round and waits for the running ones. */
  stop(): Promise<void>;
}

/** The hub's housekeeping. Every round is safe to run in several processes at once and to lose. */
export function startJobs(hub: Hub, notifier: Notifier, owner: Database, catalogues: CatalogueSource | null): Jobs {
  const { db } = hub.database;
  const ending = new AbortController();
  const rounds = [
    every(hub, 'seal receipts', 250, async () => {
      while ((await sealReceipts(db, hub.signer)) > 0);
    }),
    every(hub, 'reforms and what they move', 1_000, async () => {
      const applied = await applyDueReforms(hub.database);
      if ((await moveWaiting(hub.database)) > 0 || applied > 0) hub.delivery.nudge();
    }),
    every(hub, 'resume parked submissions', 1_000, () => resumeParked(hub)),
    every(hub, 'write owed messages', 1_000, () => writeOwed(hub)),
    every(hub, 'follow recalls', 5_000, () => followRecalls(hub)),
    every(hub, 'tell alerts', 1_000, () => notifier.tellDue()),
    every(hub, 'remind of duties', 30_000, () => remindOfDuties(db)),
    every(hub, 'add up figures', 15_000, () => addUp(db)),
    every(hub, 'give up old duties', HOUR_MS, () => giveUpDuties(db)),
    every(hub, 'index what is older than the search', 1_000, () => indexBacklog(db)),
    every(hub, 'drop old alerts', HOUR_MS, () => dropOldAlerts(db)),
    every(hub, 'drop expired links of mails', HOUR_MS, () => dropOldMailCodes(db)),
    every(hub, 'drop bytes of rejections', HOUR_MS, async () => {
      await dropRejectedBytes(db, hub.blobs);
    }),
    every(hub, 'sweep orphaned blobs', HOUR_MS, async () => {
      await sweepOrphans(db, hub.blobs, hub.clock.now(), blobsOfDrafts);
    }),
    every(hub, 'take off the portal what must not stay', HOUR_MS, () => sweepPublications(db)),
    every(hub, 'drop old drafts', HOUR_MS, async () => {
      await sweepDrafts(db, hub.config.draftDays);
    }),
    every(hub, 'sweep sessions', HOUR_MS, () => sweepSessions(db)),
    every(hub, 'sweep signed requests', 10 * 60_000, () => sweepSignedRequests(db)),
    every(hub, 'make partitions', 24 * HOUR_MS, () => ensurePartitions(owner.pool)),
  ];
  if (hub.config.retentionJob === 'daily') {
    rounds.push(every(hub, 'remove what has outlived its rule', 24 * HOUR_MS, () => retire(hub, owner)));
  }
  if (catalogues) {
    const read = () =>
      readCatalogues(hub, owner, catalogues, ending.signal).catch((error) => {
        if (!ending.signal.aborted) throw error;
      });
    rounds.push(every(hub, 'read shared catalogues', 5_000, read));
    const { catalogueEveryHours } = hub.config;
    rounds.push(every(hub, 'tell of late catalogues', 60_000, () => tellLateCatalogues(db, catalogueEveryHours)));
  }
  return {
    async stop() {
      ending.abort();
      await Promise.all(rounds.map((round) => round.stop()));
    },
  };
}

/** By the administrator's rules; without any it removes nothing. */
async function retire({ blobs, log }: Hub, owner: Database): Promise<void> {
  const { removed, months } = await runRetention({ owner, blobs, actor: 'hub' });
  log.info({ ...removed, months: months.length }, 'retention ran');
}

/** Those whose time has come; the directory of agencies follows by itself only where the setting says so. */
async function readCatalogues(
  { database: { db }, config }: Hub,
  owner: Database,
  source: CatalogueSource,
  signal: AbortSignal,
): Promise<void> {
  const due = await takeDueCatalogues(db, config.catalogueEveryHours);
  if (due.length === 0) return;
  await synchroniseCatalogues(db, source, due, { actor: 'hub', signal });
  if (config.catalogueAgencies !== 'apply') return;
  const differences = await compareAgencies(db);
  if (differences.added.length + differences.renamed.length > 0) await applyAgencies(owner, differences, 'hub');
}

/** Verifies parked submissions whose time has come, each under a lease of its own; what one meets harms no other. */
export async function resumeParked(hub: Hub): Promise<void> {
  for (let taken = 0; taken < PARKED_AT_ONCE; taken += 1) {
    const [row] = await takeParked(hub.database.db, 1, PARKED_LEASE_SECONDS);
    if (!row) return;
    const it = toCase(hub, row, await principalOf(hub, row));
    await judge(hub, it).catch((error) => leave(hub, it, error));
  }
}

/** A defect is tried again when the lease ends, like a lost process, for as long as any parked submission may wait. */
async function leave(hub: Hub, it: Case, error: unknown): Promise<void> {
  if (error instanceof AlreadyDecided) return;
  hub.log.error({ error, submissionId: it.id }, 'a parked submission could not be judged; it is tried again');
  if (it.overdue) await refuse(hub, it, intakeError('PARKED_TOO_LONG', { hours: PARKED_AT_MOST_HOURS }));
}

function toCase(hub: Hub, row: ParkedRow, principal: Principal): Case {
  return {
    id: row.id,
    door: row.door as Case['door'],
    principal,
    transportId: row.transportId,
    to: row.facts.to,
    builtByHub: row.facts.builtByHub ?? false,
    reportsOn: row.facts.reportsOn,
    seen: row.facts.seen,
    spool: {
      path: hub.blobs.path(row.id),
      size: row.size,
      sha256: row.rawSha256.toString('hex'),
      mediaType: row.mediaType,
    },
    tries: row.tries,
    verifierLosses: row.verifierLosses,
    receivedAt: row.receivedAt,
    overdue: row.overdue,
    known: {},
  };
}

/** The rights of today: a system that was disabled meanwhile may no longer send. */
async function principalOf(hub: Hub, row: ParkedRow): Promise<Principal> {
  if (row.actor === 'hub') return hubPrincipal();
  if (row.actor.startsWith('axis:')) return axisPrincipal(row.actor.slice('axis:'.length));
  const { db } = hub.database;
  const principal = row.actor.startsWith(PERSON)
    ? await principalOfPerson(db, row.actor)
    : row.systemId && (await principalOfSystem(db, row.systemId));
  return (
    principal || {
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
