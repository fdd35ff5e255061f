import { sql } from 'drizzle-orm';
import { followMove } from '../../duty/index.ts';
import type { Tx } from '../../platform/database.ts';
import { reasonOf } from '../errors.ts';
import type { Delivery } from '../model.ts';
import { waitAgain } from '../order.ts';
import { prove } from '../proof.ts';
import { forgetFailures } from '../pull-failure.ts';
import { postpone, writeDispatch } from './dispatch.ts';
import { reorder } from './order.ts';
import type { Moved, Part, Plan } from './plan.ts';
import { stepsOf } from './told.ts';

/** Writes a plan, any number of groups with one statement per table. Gives how many addresses went elsewhere. */
export async function writeMoves(tx: Tx, plan: Plan, deadlineSeconds: number): Promise<number> {
  await postpone(tx, plan.postponed);
  if (plan.parts.length === 0) return 0;
  const moved = composed(plan.parts);
  await writeDeliveries(tx, moved, plan.parts);
  await writeDispatch(tx, moved, deadlineSeconds);
  await reorder(tx, plan.parts);
  const revived = moved.filter(({ before, after }) => before.state === 'dead' && after.state !== 'dead');
  await waitAgain(
    tx,
    revived.map(({ after }) => after.leadId),
  );
  const gone = moved.filter(({ part }) => part.place.kind !== 'here');
  await forgetFailures(
    tx,
    gone.map(({ before }) => before.leadId),
  );
  await followMove(
    tx,
    gone.map(({ before }) => before),
  );
  await prove(tx, gone.flatMap(stepsOf), 'hub');
  return gone.length;
}

function composed(parts: readonly Part[]): Moved[] {
  const placed = new Map(parts.filter((part) => part.joins === null).map((part) => [part.leadId, part]));
  const companies = new Map<string, string[]>();
  for (const { leadId, members, joins } of parts) {
    const company = companies.get(leadId) ?? (joins && !placed.has(leadId) ? [...joins.members] : []);
    companies.set(leadId, [...company, ...members.map((one) => one.id)]);
  }
  return parts.flatMap((part) => {
    const company = companies.get(part.leadId)!;
    const members = [part.leadId, ...company.filter((id) => id !== part.leadId)];
    return part.members.map((before) => ({
      before,
      after: {
        ...before,
        ...(part.place.kind !== 'here' && {
          attempts: 0,
          consignedAt: null,
          ...endOf(placed.get(part.leadId) ?? part),
        }),
        leadId: part.leadId,
        members: before.id === part.leadId ? members : [],
      },
      part,
    }));
  });
}

/** Where and how a group is that this part makes or joins. */
function endOf({
  place,
  joins,
}: Part): Pick<Delivery, 'state' | 'channel' | 'handoverId' | 'axis' | 'reasonCode' | 'reason'> {
  if (joins) {
    const { state, channel, handoverId, axis, reasonCode, reason } = joins;
    return { state, channel, handoverId, axis, reasonCode, reason };
  }
  if (place.kind !== 'recipient') {
    const problem = place.kind === 'nobody' ? place.problem : null;
    const nowhere = { state: 'held', channel: 'none', handoverId: null, axis: null } as const;
    return { ...nowhere, reasonCode: problem?.code ?? null, reason: problem && reasonOf(problem) };
  }
  const { channel, handover } = place.open;
  return {
    state: channel.kind === 'pull' ? 'available' : 'due',
    channel: channel.kind,
    handoverId: handover.id,
    axis: channel.kind === 'axis' ? channel.axis : null,
    reasonCode: null,
    reason: null,
  };
}

async function writeDeliveries(tx: Tx, moved: readonly Moved[], parts: readonly Part[]): Promise<void> {
  const rows = moved.map(({ after }) => ({
    id: after.id,
    lead_id: after.leadId,
    members: after.members,
    handover_id: after.handoverId,
    channel: after.channel,
    axis: after.axis,
    state: after.state,
    reason_code: after.reasonCode,
    reason: after.reason,
    attempts: after.attempts,
    consigned_at: after.consignedAt,
  }));
  await tx.execute(sql`
    update delivery d set lead_id = r.lead_id, members = r.members, handover_id = r.handover_id, channel = r.channel,
      axis = r.axis, state = r.state, reason_code = r.reason_code, reason = r.reason, attempts = r.attempts,
      consigned_at = r.consigned_at,
      state_at = case when d.state = r.state then d.state_at else now() end,
      arrived_at = case when r.state = 'arrived' then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, lead_id uuid, members uuid[],
      handover_id uuid, channel text, axis text, state text, reason_code text, reason jsonb, attempts int,
      consigned_at timestamptz)
    where d.id = r.id and d.id = any(${sql.param(rows.map((row) => row.id))}::uuid[])`);
  const guests = parts.filter((part) => part.joins !== null);
  await receiveGuests(tx, guests);
}

/** A group that others join names them, and hurries as its most urgent member does. */
async function receiveGuests(tx: Tx, guests: readonly Part[]): Promise<void> {
  if (guests.length === 0) return;
  const pairs = guests.flatMap((part) => part.members.map((one) => [part.leadId, one.id] as const));
  const hosts = sql`
    select host.lead_id, array_agg(host.id) as ids, bool_or(m.urgent) as urgent, max(m.urgency) as urgency,
      min(m.rank_at) as rank_at
    from unnest(${sql.param(pairs.map(([lead]) => lead))}::uuid[], ${sql.param(pairs.map(([, id]) => id))}::uuid[])
      as host(lead_id, id)
    join delivery m on m.id = host.id group by host.lead_id`;
  await tx.execute(sql`
    update delivery d set urgent = d.urgent or g.urgent, urgency = greatest(d.urgency, g.urgency),
      rank_at = least(d.rank_at, g.rank_at),
      members = d.members || array(select id from unnest(g.ids) as new(id) where id <> all(d.members))
    from (${hosts}) g where d.id = g.lead_id`);
  await tx.execute(sql`
    update dispatch d set urgent = d.urgent or g.urgent, rank_at = least(d.rank_at, g.rank_at)
    from (${hosts}) g where d.delivery_id = g.lead_id`);
}
