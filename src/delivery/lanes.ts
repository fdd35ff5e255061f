import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { type Channel, isPushed } from '../registry/index.ts';
import type { OpenReception } from './model.ts';
import type { DeliverySettings } from './rules.ts';

/** `agency:<id>` for a recipient, `axis:<name>` for an axis. */
export function laneKey(to: { handoverId: string | null; axis: string | null }): string {
  return to.axis === null ? `agency:${to.handoverId}` : `axis:${to.axis}`;
}

/** The lane of whoever receives: addresses with one lane travel together. */
export function routeKey({ handover, channel }: OpenReception): string {
  return laneKey({ handoverId: handover.id, axis: channel.kind === 'axis' ? channel.axis : null });
}

/** What the recipient's channel allows. */
export interface LaneLimits {
  readonly cap: number;
  /** Sends per minute; null for no limit. */
  readonly rate: number | null;
}

/** An axis is one recipient to its lane, however many agencies stand behind it. */
const AXIS_LIMITS: LaneLimits = { cap: 4, rate: null };

export function limitsOf(channel: Channel): LaneLimits {
  return isPushed(channel) ? { cap: channel.cap, rate: channel.rate } : AXIS_LIMITS;
}

/**
 * The lanes of these keys, made where there are none, with the limits of their channel.
 * Read first: an upsert would lock every lane that the dispatcher wants. Keys are sorted so that two documents with the
 * same recipients never wait for each other.
 */
export async function ensureLanes(tx: Tx, limits: ReadonlyMap<string, LaneLimits>): Promise<Map<string, string>> {
  const keys = [...limits.keys()].sort();
  if (keys.length === 0) return new Map();
  const wanted = keys.map((key) => limits.get(key)!);
  const caps = sql.param(wanted.map((one) => one.cap));
  const rates = sql.param(wanted.map((one) => one.rate));
  const ids = keys.map(() => newId());
  await tx.execute(sql`
    insert into lane (id, key, cap, rate)
    select new.id, new.key, new.cap, new.rate
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(keys)}::text[], ${caps}::smallint[], ${rates}::int[])
      as new(id, key, cap, rate)
    where not exists (select 1 from lane where lane.key = new.key)
    order by new.key
    on conflict (key) do nothing`);
  await applyLimits(tx, limits);
  const lanes = await tx.execute<{ id: string; key: string }>(
    sql`select id, key from lane where key = any(${sql.param(keys)}::text[])`,
  );
  return new Map(lanes.rows.map((row) => [row.key, row.id]));
}

/** Those of these agencies that have a lane of their own. */
export async function withLanes(reader: Reader, agencyIds: readonly string[]): Promise<string[]> {
  const keys = agencyIds.map((id) => laneKey({ handoverId: id, axis: null }));
  const { rows } = await reader.execute<{ key: string }>(
    sql`select key from lane where key = any(${sql.param(keys)}::text[])`,
  );
  return rows.flatMap((row) => agencyOf(row.key) ?? []);
}

/** Gives the lanes that there are the limits of today's channels. */
export async function applyLimits(tx: Tx, limits: ReadonlyMap<string, LaneLimits>): Promise<void> {
  if (limits.size === 0) return;
  const keys = [...limits.keys()].sort();
  const wanted = keys.map((key) => limits.get(key)!);
  await tx.execute(sql`
    with new as (
      select l.id, n.cap, n.rate
      from unnest(${sql.param(keys)}::text[], ${sql.param(wanted.map((one) => one.cap))}::smallint[],
        ${sql.param(wanted.map((one) => one.rate))}::int[]) as n(key, cap, rate)
      join lane l on l.key = n.key and (l.cap, l.rate) is distinct from (n.cap, n.rate)
      order by l.id for update of l
    )
    update lane set cap = new.cap, rate = new.rate from new where lane.id = new.id`);
}

type LaneChange = Record<string, unknown> & { key: string; was: string; breaker: string; failures: number };

/** The recipient answered, even if with a refusal: its lane is well, and an open breaker closes. */
export async function laneAnswered(tx: Tx, laneIds: readonly string[]): Promise<void> {
  if (laneIds.length === 0) return;
  const result = await tx.execute<LaneChange>(sql`
    with before as (
      select id, breaker from lane
      where id = any(${sql.param([...laneIds])}::uuid[]) and (failures > 0 or breaker <> 'closed')
      order by id for update
    )
    update lane set failures = 0, breaker = 'closed', retry_at = null
    from before where lane.id = before.id
    returning lane.key, before.breaker as was, lane.breaker, lane.failures`);
  const closed = result.rows.filter((row) => row.was !== 'closed');
  await record(
    tx,
    closed.map((row) => ({ type: 'lane.closed', actor: 'hub', agencyId: agencyOf(row.key), data: { lane: row.key } })),
  );
}

/**
 * The recipient did not answer, or answered that it cannot now. Enough failures in a row open the breaker; each failed
 * probe doubles the pause.
 * @param failures how many, by lane id
 */
export async function laneFailed(
  tx: Tx,
  failures: ReadonlyMap<string, number>,
  settings: DeliverySettings,
): Promise<void> {
  if (failures.size === 0) return;
  const ids = [...failures.keys()].sort();
  const { breakerFailures, breakerPause, breakerLongestPause } = settings;
  const result = await tx.execute<LaneChange>(sql`
    with before as (
      select l.id, l.breaker, l.failures + failed.n as failures,
        l.breaker = 'half-open' or (l.breaker = 'closed' and l.failures + failed.n >= ${breakerFailures}) as opens
      from lane l
      join unnest(${sql.param(ids)}::uuid[], ${sql.param(ids.map((id) => failures.get(id)!))}::int[]) as failed(id, n)
        on failed.id = l.id
      order by l.id for update of l
    )
    update lane set failures = before.failures, failed_at = now(),
      breaker = case when before.opens then 'open' else lane.breaker end,
      retry_at = case when before.opens then now() + make_interval(secs =>
        least(${breakerLongestPause}::float8,
          ${breakerPause}::float8 * power(2, least(20, greatest(0, before.failures - ${breakerFailures})))))
        else lane.retry_at end
    from before where lane.id = before.id
    returning lane.key, before.breaker as was, lane.breaker, lane.failures`);
  const opened = result.rows.filter((row) => row.was === 'closed' && row.breaker === 'open');
  await record(
    tx,
    opened.map((row) => ({
      type: 'lane.opened',
      actor: 'hub',
      agencyId: agencyOf(row.key),
      data: { lane: row.key, failures: row.failures },
    })),
  );
}

/** Null for an axis's lane. */
export function agencyOf(key: string): string | null {
  return key.startsWith('agency:') ? key.slice('agency:'.length) : null;
}
