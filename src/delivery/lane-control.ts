import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { type Acting, authorise, isPushed, listAxes, receptions, resolveAgencies } from '../registry/index.ts';
import { agencyOf, ensureLanes, laneKey, limitsOf } from './lanes.ts';
import { operatorError } from './operator-errors.ts';

/**
 * Pauses the lane of an agency (any of its codes) or an axis (its name): nothing is claimed any more, urgent mail
 * neither, and what was claimed but not begun goes back. Sends under way end by themselves. What waits keeps its
 * deadline. Gives the lane's key. @throws LANE_NOT_FOUND, FORBIDDEN, WHY_MISSING
 */
export async function pauseLane(tx: Tx, name: string, by: Acting): Promise<string> {
  authorise(by, 'lane.operate');
  const { id, key } = await laneOf(tx, name);
  // Before its dispatch rows, as a claim does: whoever claims now is waited for, and what it claimed goes back too.
  const changed = await tx.execute(sql`
    update lane set paused = true, paused_by = ${by.principal.actor}, paused_at = now(), paused_why = ${by.why}
    where id = ${id}::uuid and not paused returning 1`);
  if (changed.rows.length === 0) return key;
  await tx.execute(sql`
    with unbegun as (
      select delivery_id from dispatch where lane_id = ${id}::uuid and state = 'claimed'
      order by delivery_id for update skip locked
    )
    update dispatch d set state = 'due', epoch = d.epoch + 1, lease_until = null
    from unbegun where d.delivery_id = unbegun.delivery_id`);
  await tell(tx, 'lane.paused', key, name, by);
  return key;
}

/** Lets a paused lane go on where it stood. Gives its key. @throws LANE_NOT_FOUND, FORBIDDEN, WHY_MISSING */
export async function resumeLane(tx: Tx, name: string, by: Acting): Promise<string> {
  authorise(by, 'lane.operate');
  const { id, key } = await laneOf(tx, name);
  const changed = await tx.execute(sql`
    update lane set paused = false, paused_by = null, paused_at = null, paused_why = null
    where id = ${id}::uuid and paused returning 1`);
  if (changed.rows.length > 0) await tell(tx, 'lane.resumed', key, name, by);
  return key;
}

function tell(tx: Tx, type: 'lane.paused' | 'lane.resumed', key: string, lane: string, by: Acting): Promise<void> {
  const { principal, why } = by;
  return record(tx, [{ type, actor: principal.actor, agencyId: agencyOf(key), data: { lane, why } }]);
}

/** The lane, made now if nothing was sent there yet: a lane may be paused before its first document. */
async function laneOf(tx: Tx, name: string): Promise<{ id: string; key: string }> {
  const channel = await channelTo(tx, name);
  if (!channel) throw operatorError('LANE_NOT_FOUND', { name });
  const lanes = await ensureLanes(tx, new Map([[channel.key, channel.limits]]));
  return { id: lanes.get(channel.key)!, key: channel.key };
}

/** The push channel of exactly this agency or axis; null when there is none, or when others receive for the agency. */
async function channelTo(reader: Reader, name: string) {
  const axis = (await listAxes(reader)).find((one) => one.name === name);
  if (axis) {
    const limits = limitsOf({ kind: 'axis', axis: name });
    return { key: laneKey({ handoverId: null, axis: name }), limits };
  }
  const agency = (await resolveAgencies(reader, [name])).get(name);
  const reception = agency && (await receptions(reader, [agency])).get(agency.id);
  if (reception?.outcome !== 'open' || !isPushed(reception.channel) || reception.via !== 'own') return null;
  return { key: laneKey({ handoverId: reception.handover.id, axis: null }), limits: limitsOf(reception.channel) };
}
