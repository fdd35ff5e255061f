import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { enqueue } from './enqueue.ts';
import type { Judged } from './judge.ts';
import { limitsOf, routeKey } from './lanes.ts';
import type { Delivery, OpenReception } from './model.ts';
import { goBefore, waitAgain } from './order.ts';
import { forwarding } from './placement.ts';
import type { ProvenStep } from './proof.ts';
import { unreleasedFollowers } from './successors.ts';
import { delivery } from './tables.ts';

/** A delivery that stands still, and where it would go today. */
export interface Way extends Judged {
  readonly delivery: Delivery;
  /** Known by now, even if nobody had the code when the document came. */
  readonly agencyId: string | null;
  readonly hasContent: boolean;
}

interface Group {
  readonly leadId: string;
  readonly open: OpenReception;
  readonly members: readonly Way[];
}

/**
 * Sets deliveries that stand still on their way, group by group, and gives them as they are then. A group keeps the lead
 * that it had where it can: recipients know a repetition by its id. What is to follow them waits for them again.
 */
export async function writeWays(tx: Tx, ways: readonly Way[], deadlineSeconds: number): Promise<Delivery[]> {
  if (ways.length === 0) return [];
  const groups = groupByRoute(ways);
  await leaveOldGroups(tx, ways);
  const written = await writeDeliveries(tx, groups);
  const byId = new Map(written.map((one) => [one.id, one]));
  await enqueue(
    tx,
    groups.flatMap(({ leadId, open }) => {
      const { documentId, urgent, rankAt, attempts, state } = byId.get(leadId)!;
      if (state !== 'due') return [];
      const lane = { laneKey: routeKey(open), limits: limitsOf(open.channel) };
      return [{ id: leadId, documentId, urgent, rankAt, attempts, ...lane }];
    }),
    deadlineSeconds,
  );
  await followAgain(tx, groups);
  return written;
}

/** What the sender is told of those that go to somebody's successor and did not before. */
export function newlyForwarded(ways: readonly Way[]): ProvenStep[] {
  return ways.flatMap(({ delivery, open }) =>
    delivery.handoverId === open?.handover.id ? [] : forwarding(delivery, open),
  );
}

function groupByRoute(ways: readonly Way[]): Group[] {
  const routes = new Map<string, Way[]>();
  for (const way of ways) {
    const key = `${way.delivery.documentId} ${routeKey(way.open!)}`;
    routes.set(key, [...(routes.get(key) ?? []), way]);
  }
  return [...routes.values()].map((members) => {
    const lead = members.find(({ delivery: { id, leadId } }) => id === leadId) ?? members[0]!;
    return { leadId: lead.delivery.id, open: lead.open!, members };
  });
}

/** Groups that go on without them name them no more. */
async function leaveOldGroups(tx: Tx, ways: readonly Way[]): Promise<void> {
  const moving = sql.param(ways.map((way) => way.delivery.id));
  const leads = sql.param([...new Set(ways.map((way) => way.delivery.leadId))]);
  await tx.execute(sql`
    update delivery set members = array(select id from unnest(members) as m(id) where id <> all(${moving}::uuid[]))
    where id = any(${leads}::uuid[])`);
}

async function writeDeliveries(tx: Tx, groups: readonly Group[]): Promise<Delivery[]> {
  const rows = groups.flatMap(({ leadId, open, members }) =>
    members.map(({ delivery: { id }, agencyId, state }) => ({
      id,
      agency_id: agencyId,
      handover_id: open.handover.id,
      channel: open.channel.kind,
      axis: open.channel.kind === 'axis' ? open.channel.axis : null,
      lead_id: leadId,
      members:
        id === leadId ? [leadId, ...members.map((way) => way.delivery.id).filter((other) => other !== leadId)] : [],
      state,
    })),
  );
  await tx.execute(sql`
    update delivery d set agency_id = r.agency_id, handover_id = r.handover_id, channel = r.channel, axis = r.axis,
      lead_id = r.lead_id, members = r.members, state = r.state, state_at = now(), reason_code = null, reason = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, agency_id uuid, handover_id uuid, channel text,
      axis text, lead_id uuid, members uuid[], state text)
    where d.id = r.id and d.id = any(${sql.param(rows.map((row) => row.id))}::uuid[])`);
  return tx
    .select()
    .from(delivery)
    .where(sql`${delivery.id} = any(${sql.param(rows.map((row) => row.id))}::uuid[])`)
    .orderBy(delivery.id);
}

/** What follows them and has not left waits for them: for those that it waited for before, and for new leads. */
async function followAgain(tx: Tx, groups: readonly Group[]): Promise<void> {
  await waitAgain(
    tx,
    groups.map((group) => group.leadId),
  );
  const followers = await unreleasedFollowers(
    tx,
    groups.flatMap(({ leadId, open, members }) =>
      members.map(({ delivery, agencyId }) => ({
        leadId,
        id: delivery.id,
        agencyId,
        handoverId: open.handover.id,
        wasLeadId: delivery.leadId,
      })),
    ),
  );
  await goBefore(
    tx,
    [...followers].map(([deliveryId, successorIds]) => ({ deliveryId, successorIds })),
  );
}
