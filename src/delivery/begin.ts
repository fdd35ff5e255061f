import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { Delivery } from './model.ts';
import { documentFacts, prove, type SentFacts } from './proof.ts';
import type { DeliverySettings } from './rules.ts';
import { attempt, delivery } from './tables.ts';

export interface Start {
  readonly deliveryId: string;
  /** Of the claim; a later claim or a sweep has raised it. */
  readonly epoch: number;
  readonly attemptId: string;
}

/** A try that may now send. */
export interface Started extends Start {
  readonly laneId: string;
  /** From 1. */
  readonly number: number;
  /** The lead first. */
  readonly members: readonly Delivery[];
  readonly document: SentFacts;
  readonly predecessorIds: readonly string[];
}

type Won = Record<string, unknown> & {
  delivery_id: string;
  attempt_id: string;
  attempts: number;
  epoch: number;
  lane_id: string;
};

/**
 * The compare-and-set that every send begins with: claimed under this very epoch, or not at all. Committed before the
 * first byte leaves. Gives the starts that won; whoever is missing must not send.
 */
export async function beginSending(tx: Tx, starts: readonly Start[], settings: DeliverySettings): Promise<Started[]> {
  const won = (await win(tx, starts, settings)).rows;
  if (won.length === 0) return [];
  await tx
    .insert(attempt)
    .values(
      won.map((row) => ({ id: row.attempt_id, deliveryId: row.delivery_id, number: row.attempts, epoch: row.epoch })),
    );
  const members = await markSending(
    tx,
    won.map((row) => row.delivery_id),
  );
  const facts = await documentFacts(
    tx,
    members.map((member) => member.documentId),
  );
  const before = await predecessorsOf(
    tx,
    won.map((row) => row.delivery_id),
  );
  await prove(
    tx,
    members
      .filter((member) => member.attempts === 1)
      .map((member) => ({
        delivery: member,
        type: 'delivery.sent',
        // What an axis takes on is a relay; its RelayAcceptance comes with its answer.
        ...(member.channel !== 'axis' && { receipt: 'ContentConsignment' as const }),
        data: { number: 1 },
      })),
    'hub',
    facts,
  );
  return won.map((row) => {
    const group = members.filter((member) => member.leadId === row.delivery_id);
    return {
      deliveryId: row.delivery_id,
      epoch: row.epoch,
      attemptId: row.attempt_id,
      laneId: row.lane_id,
      number: row.attempts,
      members: group,
      document: facts.get(group[0]!.documentId)!,
      predecessorIds: before.get(row.delivery_id) ?? [],
    };
  });
}

function win(tx: Tx, starts: readonly Start[], settings: DeliverySettings) {
  // Rows are locked in the order of their ids, as everywhere.
  return tx.execute<Won>(sql`
    with mine as (
      select d.delivery_id, start.attempt_id
      from unnest(
        ${sql.param(starts.map((start) => start.deliveryId))}::uuid[],
        ${sql.param(starts.map((start) => start.epoch))}::int[],
        ${sql.param(starts.map((start) => start.attemptId))}::uuid[]) as start(id, epoch, attempt_id)
      join dispatch d on d.delivery_id = start.id and d.epoch = start.epoch and d.state = 'claimed'
      order by d.delivery_id for update of d
    )
    update dispatch d
    set state = 'sending', attempt_id = mine.attempt_id, attempts = d.attempts + 1,
      lease_until = now() + make_interval(secs => ${settings.leaseSeconds})
    from mine where d.delivery_id = mine.delivery_id and d.state = 'claimed'
    returning d.delivery_id, d.attempt_id, d.attempts, d.epoch, d.lane_id`);
}

/** Leads first: most groups have no other member, and their rows name the rest. */
async function markSending(tx: Tx, leadIds: readonly string[]): Promise<Delivery[]> {
  const mark = (ids: readonly string[]) =>
    tx
      .update(delivery)
      .set({
        state: 'sending',
        stateAt: sql`now()`,
        attempts: sql`${delivery.attempts} + 1`,
        consignedAt: sql`coalesce(${delivery.consignedAt}, now())`,
      })
      .where(inArray(delivery.id, [...ids]))
      .returning();
  const leads = await mark(leadIds);
  const rest = leads.flatMap((lead) => lead.members.filter((id) => id !== lead.id));
  const followers = rest.length === 0 ? [] : await mark(rest);
  return [...leads, ...followers.sort((a, b) => (a.id < b.id ? -1 : 1))];
}

async function predecessorsOf(tx: Tx, leadIds: readonly string[]): Promise<Map<string, string[]>> {
  const result = await tx.execute<{ delivery_id: string; predecessor_id: string }>(sql`
    select delivery_id, predecessor_id from predecessor where delivery_id = any(${sql.param([...leadIds])}::uuid[])
    order by predecessor_id`);
  const found = new Map<string, string[]>();
  for (const row of result.rows) {
    found.set(row.delivery_id, [...(found.get(row.delivery_id) ?? []), row.predecessor_id]);
  }
  return found;
}
