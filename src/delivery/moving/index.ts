import type { Database } from '../../platform/database.ts';
import {
  findAgencies,
  finishRerouting,
  noteNewDay,
  type Reception,
  receptions,
  takeRerouting,
} from '../../registry/index.ts';
import { applyLimits, ensureLanes, type LaneLimits, limitsOf, routeKey, withLanes } from '../lanes.ts';
import { DEFAULT_SETTINGS } from '../rules.ts';
import { findWaiting } from './find.ts';
import { planMoves } from './plan.ts';
import { decidingAgencies, lockGroups } from './read.ts';
import { writeMoves } from './write.ts';

/** Groups that one transaction moves: few enough that dispatchers never wait long for their locks. */
const AT_ONCE = 500;
/** Groups that are looked for at once: the search costs more than its answer. */
const FOUND_AT_ONCE = 10_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export interface MoveOptions {
  /** Of a push under its new recipient, from now on, in seconds. */
  readonly deadlineSeconds?: number;
  /** Told after each transaction how many addresses have gone elsewhere so far. */
  readonly onProgress?: (moved: number) => void;
}

/**
 * One round: sends what waits for agencies whose reception changed to where mail for them goes today. Safe beside running
 * dispatchers, workers and other rounds, and to be cut off anywhere: a note stays until it has been looked at after the
 * last transaction from before the change. Gives how many addresses went elsewhere.
 */
export async function moveWaiting(database: Database, options: MoveOptions = {}): Promise<number> {
  const { db } = database;
  await db.transaction(noteNewDay);
  const noted = await db.transaction(takeRerouting);
  if (noted.length === 0) return 0;
  const handoverIds = noted.map((one) => one.agencyId);
  await renewLimits(database, handoverIds);
  let [moved, postponed] = [0, 0];
  for (let after = FIRST_ID; ; ) {
    const leads = await findWaiting(db, handoverIds, after, FOUND_AT_ONCE);
    if (leads.length === 0) break;
    after = leads.at(-1)!;
    for (let from = 0; from < leads.length; from += AT_ONCE) {
      const some = leads.slice(from, from + AT_ONCE);
      const done = await moveSome(database, some, options.deadlineSeconds ?? DEFAULT_SETTINGS.deadlineSeconds);
      moved += done.moved;
      postponed += done.postponed;
      options.onProgress?.(moved);
    }
  }
  if (postponed === 0) await db.transaction((tx) => finishRerouting(tx, noted));
  return moved;
}

/** A cap or rate that was changed holds for the lane at once, whether anything waits in it or not. */
async function renewLimits({ db }: Database, handoverIds: readonly string[]): Promise<void> {
  const agencies = await findAgencies(db, await withLanes(db, handoverIds));
  const today = await receptions(db, [...agencies.values()]);
  await db.transaction((tx) => applyLimits(tx, pushLimits(today.values())));
}

function pushLimits(receptions: Iterable<Reception>): Map<string, LaneLimits> {
  const limits = new Map<string, LaneLimits>();
  for (const one of receptions) {
    if (one.outcome === 'open' && one.channel.kind !== 'pull') limits.set(routeKey(one), limitsOf(one.channel));
  }
  return limits;
}

async function moveSome(
  { db }: Database,
  leadIds: readonly string[],
  deadlineSeconds: number,
): Promise<{ moved: number; postponed: number }> {
  const agencies = await findAgencies(db, await decidingAgencies(db, leadIds));
  const today = await receptions(db, [...agencies.values()]);
  const limits = pushLimits(today.values());
  // In a transaction of their own: lanes are locked after dispatch rows, and here they are needed before.
  await db.transaction((tx) => ensureLanes(tx, limits));
  return db.transaction(async (tx) => {
    const { groups, siblings } = await lockGroups(tx, leadIds, today);
    const plan = planMoves(groups, today, siblings);
    return { moved: await writeMoves(tx, plan, deadlineSeconds), postponed: plan.postponed.length };
  });
}
