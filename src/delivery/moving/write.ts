import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import { reasonOf } from '../errors.ts';
import { laneKey, routeKey } from '../lanes.ts';
import type { Delivery } from '../model.ts';
import { firstStep, forwarding } from '../placement.ts';
import { type ProvenStep, prove } from '../proof.ts';
import { reorder, waitAgain } from './order.ts';
import type { Part, Plan } from './plan.ts';

/** A claim of a row that was deleted and made anew must not fit it: epochs of a life begin where no earlier one ended. */
const FIRST_EPOCH = sql`extract(epoch from now())::int - 1700000000`;

/** A member as it is after the move. */
interface Moved {
  readonly before: Delivery;
  readonly after: Delivery;
  readonly part: Part;
}

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
  await prove(tx, gone.flatMap(stepsOf), 'hub');
  return gone.length;
}

/** What is being sent to their new recipient decides; until then they are not sent beside it. */
async function postpone(tx: Tx, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await tx.execute(sql`
    update dispatch set state = 'due', epoch = epoch + 1, lease_until = null,
      due_at = greatest(due_at, now() + make_interval(secs => 60))
    where delivery_id = any(${sql.param([...leadIds])}::uuid[]) and state <> 'sending'`);
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
        ...(part.place.kind !== 'here' && { attempts: 0, ...endOf(placed.get(part.leadId) ?? part) }),
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
  }));
  await tx.execute(sql`
    update delivery d set lead_id = r.lead_id, members = r.members, handover_id = r.handover_id, channel = r.channel,
      axis = r.axis, state = r.state, reason_code = r.reason_code, reason = r.reason, attempts = r.attempts,
      state_at = case when d.state = r.state then d.state_at else now() end,
      arrived_at = case when r.state = 'arrived' then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, lead_id uuid, members uuid[],
      handover_id uuid, channel text, axis text, state text, reason_code text, reason jsonb, attempts int)
    where d.id = r.id and d.id = any(${sql.param(rows.map((row) => row.id))}::uuid[])`);
  const guests = parts.filter((part) => part.joins !== null);
  await receiveGuests(tx, guests);
}

/** A group that others join names them, and hurries as its most urgent member does. */
async function receiveGuests(tx: Tx, guests: readonly Part[]): Promise<void> {
  if (guests.length === 0) return;
  const pairs = guests.flatMap((part) => part.members.map((one) => [part.leadId, one.id] as const));
  const hosts = sql`
    select host.lead_id, array_agg(host.id) as ids, bool_or(m.urgent) as urgent, min(m.rank_at) as rank_at
    from unnest(${sql.param(pairs.map(([lead]) => lead))}::uuid[], ${sql.param(pairs.map(([, id]) => id))}::uuid[])
      as host(lead_id, id)
    join delivery m on m.id = host.id group by host.lead_id`;
  await tx.execute(sql`
    update delivery d set urgent = d.urgent or g.urgent, rank_at = least(d.rank_at, g.rank_at),
      members = d.members || array(select id from unnest(g.ids) as new(id) where id <> all(d.members))
    from (${hosts}) g where d.id = g.lead_id`);
  await tx.execute(sql`
    update dispatch d set urgent = d.urgent or g.urgent, rank_at = least(d.rank_at, g.rank_at)
    from (${hosts}) g where d.delivery_id = g.lead_id`);
}

/** A lead that is pushed has a row in the lane of its recipient; nobody else of a group has one. */
async function writeDispatch(tx: Tx, moved: readonly Moved[], deadlineSeconds: number): Promise<void> {
  const pushed = moved.filter(({ after }) => after.id === after.leadId && after.state === 'due');
  const kept = new Set(pushed.map(({ after }) => after.id));
  const dropped = moved.map(({ after }) => after.id).filter((id) => !kept.has(id));
  await tx.execute(sql`delete from dispatch where delivery_id = any(${sql.param(dropped)}::uuid[])`);
  if (pushed.length === 0) return;
  const keys = pushed.map(({ part, after }) =>
    part.place.kind === 'recipient' ? routeKey(part.place.open) : laneKey(after),
  );
  const { rows } = await tx.execute(sql`
    insert into dispatch as d (delivery_id, lane_id, document_id, state, urgent, rank_at, due_at, deadline_at, epoch)
    select v.id, l.id, v.document_id, 'due', v.urgent, v.rank_at, now(),
      now() + make_interval(secs => ${deadlineSeconds}), ${FIRST_EPOCH}
    from unnest(${sql.param([...kept])}::uuid[], ${sql.param(keys)}::text[]) as put(id, key)
    join delivery v on v.id = put.id join lane l on l.key = put.key
    order by v.id
    on conflict (delivery_id) do update set lane_id = excluded.lane_id, state = 'due', epoch = d.epoch + 1,
      attempt_id = null, lease_until = null, due_at = excluded.due_at, deadline_at = excluded.deadline_at, attempts = 0
    returning delivery_id`);
  if (rows.length < pushed.length) throw new Error('a lane is missing: nothing is moved, and the next round makes it');
}

/** What the log says of one address: where it goes and why, then where it is. */
function stepsOf({ after, part }: Moved): ProvenStep[] {
  const open = part.place.kind === 'recipient' ? part.place.open : null;
  const why: ProvenStep[] = open?.succeeded
    ? forwarding(after, open)
    : open
      ? [{ delivery: after, type: 'delivery.rerouted', data: { channel: after.channel } }]
      : [];
  return [...why, nowIs(after)];
}

/** An address may share what its document is there already. */
function nowIs(delivery: Delivery): ProvenStep {
  switch (delivery.state) {
    case 'arrived':
      return { delivery, type: 'delivery.arrived', receipt: 'ContentHandover' };
    case 'fetched':
      return { delivery, type: 'delivery.fetched', receipt: 'ContentConsignment' };
    case 'dead':
      return {
        delivery,
        type: 'delivery.dead',
        receipt: 'ContentHandoverFailure',
        data: { code: delivery.reasonCode ?? '' },
      };
    default:
      return firstStep(delivery);
  }
}
