import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { allowance, spendTokens } from './rate.ts';
import { type DeliverySettings, failingSlots } from './rules.ts';

/** One job: some due deliveries of one lane, claimed under these epochs. */
export interface DeliveryJob {
  readonly laneId: string;
  readonly urgent: boolean;
  readonly deliveries: readonly { readonly id: string; readonly epoch: number }[];
}

type LaneRow = Record<string, unknown> & {
  id: string;
  cap: number;
  breaker: string;
  failing: boolean;
  /** Claims that its rate allows; null without one. */
  allowed: number | null;
};

/** Any number that no other advisory lock of the hub uses. */
const FAILING_LANES_LOCK = 7_305_802;

/** With one slot, urgent mail can only wait for a job's end: keep it near. */
const SINGLE_SLOT_BATCH = 5;

/**
 * Claims due deliveries, at most one job per lane and urgency, most urgent lane first. Two statements on purpose: the
 * first locks lanes, the second counts and claims with a snapshot taken under the locks. In one statement a dispatcher
 * counts with a snapshot from before it got the lock, and the cap breaks.
 * What is picked is materialized: PostgreSQL, whose statistics may be of a moment in which nothing was due, would otherwise
 * pick anew for each due row (11 s for 25 lanes, during which urgent mail waited too). Rows are locked in the order of
 * their ids, as everywhere: else this and a transaction that hurries several of them wait in a circle.
 * @param room most jobs to make
 */
export async function claimDue(
  tx: Tx,
  urgent: boolean,
  room: number,
  settings: DeliverySettings,
): Promise<DeliveryJob[]> {
  const locked = await lockLanes(tx, urgent, room);
  const lanes = await withinFailingShare(tx, locked, urgent, settings);
  if (lanes.length === 0) return [];
  const limits = lanes.map((lane) => batchOf(lane, settings));
  const claimed = await tx.execute<{ lane_id: string; delivery_id: string; epoch: number }>(sql`
    with picked as materialized (
      select due.delivery_id, due.rank_at
      from unnest(${sql.param(lanes.map((lane) => lane.id))}::uuid[], ${sql.param(limits)}::int[]) as want(lane_id, room)
      join lane l on l.id = want.lane_id
      cross join lateral (
        select d.delivery_id, d.rank_at from dispatch d
        where ${claimable(urgent)} and not ${occupied(urgent)}
        order by d.rank_at, d.delivery_id limit want.room
      ) due
    ), locked as materialized (
      select d.delivery_id from picked join dispatch d on d.delivery_id = picked.delivery_id
      where d.state = 'due' order by d.delivery_id for update of d
    )
    update dispatch d
    set state = 'claimed', epoch = d.epoch + 1, attempt_id = null,
      lease_until = now() + make_interval(secs => ${settings.leaseSeconds})
    from locked where d.delivery_id = locked.delivery_id
    returning d.lane_id, d.delivery_id, d.epoch`);
  await markProbes(tx, lanes);
  const jobs = new Map<string, { id: string; epoch: number }[]>(lanes.map((lane) => [lane.id, []]));
  for (const row of claimed.rows) jobs.get(row.lane_id)!.push({ id: row.delivery_id, epoch: row.epoch });
  const rated = lanes.filter((lane) => lane.allowed !== null);
  await spendTokens(tx, new Map(rated.map((lane) => [lane.id, jobs.get(lane.id)!.length])));
  return [...jobs]
    .filter(([, deliveries]) => deliveries.length > 0)
    .map(([laneId, deliveries]) => ({ laneId, urgent, deliveries }));
}

/** `d` may be sent now, on lane `l`. */
const claimable = (urgent: boolean): SQL => sql`
  d.lane_id = l.id and d.state = 'due' and d.urgent = ${urgent} and d.due_at <= now()
  and not exists (select 1 from predecessor p where p.delivery_id = d.delivery_id and p.open)`;

/** A job of this urgency holds lane `l`; on a lane with one slot, or under probation, any job does. */
const occupied = (urgent: boolean): SQL => sql`exists (
  select 1 from dispatch held where held.lane_id = l.id and held.state <> 'due'
    and (held.urgent = ${urgent} or l.cap = 1 or l.breaker <> 'closed'))`;

/** Lane `l` has not answered since its last failure. */
const failing = sql`(l.breaker <> 'closed' or l.failures > 0)`;

/** The one job that tries whether lane `l` answers again is urgent mail, where some is due. */
const leftToUrgent = (urgent: boolean): SQL =>
  urgent ? sql`false` : sql`(l.breaker <> 'closed' and exists (select 1 from dispatch d where ${claimable(true)}))`;

async function lockLanes(tx: Tx, urgent: boolean, room: number): Promise<LaneRow[]> {
  const result = await tx.execute<LaneRow>(sql`
    select l.id, l.cap, l.breaker, ${failing} as failing, ${allowance(urgent)} as allowed
    from lane l
    cross join lateral (select d.rank_at from dispatch d where ${claimable(urgent)} order by d.rank_at limit 1) first
    where not l.paused and (l.breaker = 'closed' or l.retry_at <= now()) and not ${occupied(urgent)}
      and (l.rate is null or ${allowance(urgent)} >= 1)
      and not ${leftToUrgent(urgent)}
    order by ${failing}, first.rank_at limit ${room}
    for update of l skip locked`);
  return result.rows;
}

/** Failing lanes together hold at most their share of the worker slots, counted under one lock over all processes. */
async function withinFailingShare(
  tx: Tx,
  lanes: readonly LaneRow[],
  urgent: boolean,
  settings: DeliverySettings,
): Promise<LaneRow[]> {
  const healthy = lanes.filter((lane) => !lane.failing);
  if (healthy.length === lanes.length) return healthy;
  const lock = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${FAILING_LANES_LOCK}, ${urgent ? 1 : 0}) as mine`,
  );
  if (!lock.rows[0]!.mine) return healthy;
  const held = await tx.execute<{ lanes: number }>(sql`
    select count(distinct d.lane_id)::int as lanes from dispatch d join lane l on l.id = d.lane_id
    where d.state <> 'due' and d.urgent = ${urgent} and ${failing}`);
  const room = Math.max(0, failingSlots(settings, urgent) - held.rows[0]!.lanes);
  return [...healthy, ...lanes.filter((lane) => lane.failing).slice(0, room)];
}

function batchOf(lane: LaneRow, settings: DeliverySettings): number {
  if (lane.breaker !== 'closed') return 1;
  const batch = lane.cap === 1 ? Math.min(SINGLE_SLOT_BATCH, settings.batch) : settings.batch;
  return Math.min(batch, lane.allowed ?? batch);
}

async function markProbes(tx: Tx, lanes: readonly LaneRow[]): Promise<void> {
  const probes = lanes.filter((lane) => lane.breaker === 'open').map((lane) => lane.id);
  if (probes.length === 0) return;
  await tx.execute(sql`update lane set breaker = 'half-open' where id = any(${sql.param(probes)}::uuid[])`);
}
