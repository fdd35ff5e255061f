import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { DeliveryState, Urgency } from './model.ts';
import { SETTLED, wasReleased } from './rules.ts';

export interface Waiting {
  /** The lead that waits. */
  readonly deliveryId: string;
  /** Any deliveries of the groups that it waits for. */
  readonly predecessorIds: readonly string[];
}

/** How urgent what waits is, and where it stands in every queue. */
interface Rank {
  readonly urgency: Urgency;
  readonly at: Date;
}

/**
 * Notes what each new delivery follows. A predecessor that is settled already is noted but not waited for; the row lock
 * makes that decision hold until commit, when whoever settles it next sees the note and closes it.
 */
export async function waitFor(tx: Tx, waiting: readonly Waiting[], rank: Rank): Promise<void> {
  const named = [...new Set(waiting.flatMap((one) => one.predecessorIds))];
  if (named.length === 0) return;
  const found = await tx.execute<{ id: string; lead_id: string }>(
    sql`select id, lead_id from delivery where id = any(${sql.param(named)}::uuid[])`,
  );
  const leadOf = new Map(found.rows.map((row) => [row.id, row.lead_id]));
  const leads = [...new Set(leadOf.values())];
  if (rank.urgency > 0) await hurry(tx, leads, rank);
  else await lockDispatch(tx, leads);
  const locked = await tx.execute<{ id: string; state: DeliveryState }>(
    sql`select id, state from delivery where id = any(${sql.param(leads)}::uuid[]) order by id for update`,
  );
  const open = new Map(locked.rows.map((row) => [row.id, !SETTLED.includes(row.state)]));
  const pairs = waiting.flatMap((one) =>
    one.predecessorIds.flatMap((id) => {
      const lead = leadOf.get(id);
      return lead === undefined ? [] : [{ id: one.deliveryId, before: lead, open: open.get(lead) ?? false }];
    }),
  );
  await insertPairs(tx, pairs);
}

interface Pair {
  readonly id: string;
  readonly before: string;
  readonly open: boolean;
}

/** Several addresses of one group may stand behind several of another: that is one pair. */
async function insertPairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await tx.execute(sql`
    insert into predecessor (delivery_id, predecessor_id, open)
    select id, before, bool_or(open) from unnest(
      ${sql.param(pairs.map((pair) => pair.id))}::uuid[],
      ${sql.param(pairs.map((pair) => pair.before))}::uuid[],
      ${sql.param(pairs.map((pair) => pair.open))}::boolean[]) as pair(id, before, open)
    group by id, before
    on conflict (delivery_id, predecessor_id) do update set open = predecessor.open or excluded.open`);
}

/** A delivery that was made late, and deliveries to the same recipient that shall follow it although they are older. */
export interface Overdue {
  /** The new lead. */
  readonly deliveryId: string;
  /** Any deliveries of the groups that must follow; none of them released, all locked by the caller. */
  readonly successorIds: readonly string[];
}

/**
 * Makes older deliveries wait for new ones: an original whose verdict came after that of its update. The new one becomes
 * as urgent as what follows it. A claim that has not begun is taken back.
 */
export async function goBefore(tx: Tx, late: readonly Overdue[]): Promise<void> {
  const named = [...new Set(late.flatMap((one) => one.successorIds))];
  if (named.length === 0) return;
  const found = await tx.execute<{ id: string; lead_id: string; urgency: Urgency; rank_at: string }>(
    sql`select id, lead_id, urgency, rank_at from delivery where id = any(${sql.param(named)}::uuid[])`,
  );
  const successors = new Map(found.rows.map((row) => [row.id, row]));
  const ahead = await waitsFor(
    tx,
    late.map((one) => one.deliveryId),
  );
  // What the new one waits for already cannot wait for it in turn: nobody would ever go.
  const pairs = late
    .flatMap((one) =>
      one.successorIds.map((id) => ({ id: successors.get(id)!.lead_id, before: one.deliveryId, open: true })),
    )
    .filter((pair) => !ahead.has(pair.id));
  await insertPairs(tx, pairs);
  await unclaim(tx, [...new Set(pairs.map((pair) => pair.id))]);
  for (const { deliveryId, successorIds } of late) {
    const ranks = successorIds.map((id) => successors.get(id)!).filter((row) => row.urgency > 0);
    if (ranks.length === 0) continue;
    await hurry(tx, [deliveryId], {
      urgency: Math.max(...ranks.map((row) => row.urgency)) as Urgency,
      at: new Date(Math.min(...ranks.map((row) => new Date(row.rank_at).getTime()))),
    });
  }
}

/** The epoch fences whoever holds the claim. */
async function unclaim(tx: Tx, leads: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update dispatch set state = 'due', epoch = epoch + 1, lease_until = null
    where delivery_id = any(${sql.param([...leads])}::uuid[]) and state = 'claimed'`);
}

/**
 * Which of these dead leads may not be sent again, because what follows them is with the recipient or on its way there:
 * lead id to the id of that successor. A successor that is itself a dead letter counts for nothing: it goes after them.
 * Locks what follows, so that the answer holds until commit.
 */
export async function supersededBy(tx: Tx, leads: readonly string[]): Promise<Map<string, string>> {
  if (leads.length === 0) return new Map();
  const pairs = await tx.execute<{ delivery_id: string; predecessor_id: string }>(sql`
    select delivery_id, predecessor_id from predecessor
    where predecessor_id = any(${sql.param([...leads])}::uuid[]) order by delivery_id`);
  const ids = [...new Set(pairs.rows.map((row) => row.delivery_id))];
  if (ids.length === 0) return new Map();
  await lockDispatch(tx, ids);
  const locked = await tx.execute<{ id: string; state: DeliveryState; attempts: number }>(sql`
    select id, state, attempts from delivery where id = any(${sql.param(ids)}::uuid[]) order by id for update`);
  const released = new Set(locked.rows.filter((row) => row.state !== 'dead' && wasReleased(row)).map((row) => row.id));
  return new Map(
    pairs.rows.filter((row) => released.has(row.delivery_id)).map((row) => [row.predecessor_id, row.delivery_id]),
  );
}

/** Dead leads that are sent again are waited for again; call it after `supersededBy` has let them pass. */
export async function waitAgain(tx: Tx, leads: readonly string[]): Promise<void> {
  if (leads.length === 0) return;
  const result = await tx.execute<{ delivery_id: string }>(sql`
    update predecessor p set open = true from delivery d
    where p.predecessor_id = any(${sql.param([...leads])}::uuid[]) and d.id = p.delivery_id
      and d.state in ('due', 'available', 'held', 'dead')
    returning p.delivery_id`);
  await unclaim(
    tx,
    result.rows.map((row) => row.delivery_id),
  );
}

/**
 * What urgent mail waits for becomes as urgent, and what that waits for in turn; else urgent mail would stand behind a
 * normal backlog. A send that has begun keeps its slot; its next try takes the new rank from the delivery row.
 */
async function hurry(tx: Tx, leads: readonly string[], rank: Rank): Promise<void> {
  const chain = [...(await waitsFor(tx, leads))];
  const ids = sql.param(chain);
  await lockDispatch(tx, chain);
  await tx.execute(sql`select 1 from delivery where id = any(${ids}::uuid[]) order by id for update`);
  const at = rank.at.toISOString();
  await tx.execute(sql`
    update dispatch set urgent = true, rank_at = least(rank_at, ${at}::timestamptz)
    where delivery_id = any(${ids}::uuid[]) and state = 'due'`);
  await tx.execute(sql`
    update delivery set urgent = true, urgency = greatest(urgency, ${rank.urgency}::smallint),
      rank_at = least(rank_at, ${at}::timestamptz)
    where lead_id = any(${ids}::uuid[]) and id = any(
      select unnest(members) from delivery where id = any(${ids}::uuid[]))
      and state in ('due', 'claimed', 'sending', 'available', 'fetched')`);
}

/** These leads and all that they wait for, however far; `union` ends rings. In the order of ids. */
async function waitsFor(tx: Tx, leads: readonly string[]): Promise<Set<string>> {
  const result = await tx.execute<{ id: string }>(sql`
    with recursive chain(id) as (
      select unnest(${sql.param([...leads])}::uuid[])
      union
      select p.predecessor_id from predecessor p join chain c on c.id = p.delivery_id where p.open
    )
    select id from chain order by id`);
  return new Set(result.rows.map((row) => row.id));
}

/** Everyone locks the dispatch row before the delivery row, in the order of ids: so nobody waits in a circle. */
export async function lockDispatch(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select 1 from dispatch where delivery_id = any(${sql.param([...ids])}::uuid[]) order by delivery_id for update`);
}

/** What waited for these leads waits for them no longer. */
export async function settleOrder(tx: Tx, leads: readonly string[]): Promise<void> {
  if (leads.length === 0) return;
  await tx.execute(sql`
    update predecessor set open = false where open and predecessor_id = any(${sql.param(leads)}::uuid[])`);
}
