import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { DeliveryState } from './model.ts';
import { SETTLED } from './rules.ts';

export interface Waiting {
  /** The lead that waits. */
  readonly deliveryId: string;
  /** Any deliveries of the groups that it waits for. */
  readonly predecessorIds: readonly string[];
}

/**
 * Notes what each new delivery waits for. A predecessor that is settled already is not waited for; the row lock makes
 * that decision hold until commit, when whoever settles it next sees the note and closes it.
 */
export async function waitFor(tx: Tx, waiting: readonly Waiting[], rank: { urgent: boolean; at: Date }): Promise<void> {
  const named = [...new Set(waiting.flatMap((one) => one.predecessorIds))];
  if (named.length === 0) return;
  const found = await tx.execute<{ id: string; lead_id: string }>(
    sql`select id, lead_id from delivery where id = any(${sql.param(named)}::uuid[])`,
  );
  const leadOf = new Map(found.rows.map((row) => [row.id, row.lead_id]));
  const leads = [...new Set(leadOf.values())];
  if (rank.urgent) await hurry(tx, leads, rank.at);
  else await lockDispatch(tx, leads);
  const locked = await tx.execute<{ id: string; state: DeliveryState }>(
    sql`select id, state from delivery where id = any(${sql.param(leads)}::uuid[]) order by id for update`,
  );
  const open = new Set(locked.rows.filter((row) => !SETTLED.includes(row.state)).map((row) => row.id));
  const pairs = new Set<string>();
  for (const one of waiting) {
    for (const id of one.predecessorIds) {
      const lead = leadOf.get(id);
      if (lead && open.has(lead)) pairs.add(`${one.deliveryId} ${lead}`);
    }
  }
  if (pairs.size === 0) return;
  const split = [...pairs].map((pair) => pair.split(' '));
  await tx.execute(sql`
    insert into predecessor (delivery_id, predecessor_id)
    select * from unnest(${sql.param(split.map((pair) => pair[0]))}::uuid[], ${sql.param(split.map((pair) => pair[1]))}::uuid[])
    on conflict do nothing`);
}

/**
 * What urgent mail waits for becomes as urgent, and what that waits for in turn; else urgent mail would stand behind a
 * normal backlog. A send that has begun keeps its slot; its next try takes the new rank from the delivery row.
 */
async function hurry(tx: Tx, leads: readonly string[], rankAt: Date): Promise<void> {
  const result = await tx.execute<{ id: string }>(sql`
    with recursive chain(id) as (
      select unnest(${sql.param(leads)}::uuid[])
      union
      select p.predecessor_id from predecessor p join chain c on c.id = p.delivery_id where p.open
    )
    select id from chain order by id`);
  const chain = result.rows.map((row) => row.id);
  const ids = sql.param(chain);
  await lockDispatch(tx, chain);
  await tx.execute(sql`select 1 from delivery where id = any(${ids}::uuid[]) order by id for update`);
  const at = rankAt.toISOString();
  await tx.execute(sql`
    update dispatch set urgent = true, rank_at = least(rank_at, ${at}::timestamptz)
    where delivery_id = any(${ids}::uuid[]) and state = 'due'`);
  await tx.execute(sql`
    update delivery set urgent = true, rank_at = least(rank_at, ${at}::timestamptz)
    where lead_id = any(${ids}::uuid[]) and id = any(
      select unnest(members) from delivery where id = any(${ids}::uuid[]))
      and state in ('due', 'claimed', 'sending', 'available', 'fetched')`);
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
