import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { DeliverySettings } from './rules.ts';
import { type Settlement, settle } from './settle.ts';
import { delivery } from './tables.ts';

const AT_ONCE = 200;

type Expired = Record<string, unknown> & {
  delivery_id: string;
  state: 'claimed' | 'sending';
  epoch: number;
  attempt_id: string | null;
  attempts: number;
  lane_id: string;
};

/**
 * Takes back what nobody holds any more: a job that the queue lost, a worker that died or stood still. What was only
 * claimed is due again under a new epoch; what was being sent ends that try as lost first. Gives how many.
 */
export async function sweepLeases(tx: Tx, settings: DeliverySettings): Promise<number> {
  const expired = await tx.execute<Expired>(sql`
    select delivery_id, state, epoch, attempt_id, attempts, lane_id from dispatch
    where state <> 'due' and lease_until < now() order by delivery_id limit ${AT_ONCE} for update skip locked`);
  if (expired.rows.length === 0) return 0;
  const claimed = expired.rows.filter((row) => row.state === 'claimed').map((row) => row.delivery_id);
  await tx.execute(sql`
    update dispatch set state = 'due', epoch = epoch + 1, lease_until = null
    where delivery_id = any(${sql.param(claimed)}::uuid[])`);
  const sending = expired.rows.filter((row) => row.state === 'sending');
  if (sending.length > 0) await settle(tx, await asLost(tx, sending), settings);
  return expired.rows.length;
}

async function asLost(tx: Tx, rows: readonly Expired[]): Promise<Settlement[]> {
  const ids = sql.param(rows.map((row) => row.delivery_id));
  const members = await tx
    .select()
    .from(delivery)
    .where(sql`${delivery.id} = any(select unnest(members) from delivery where id = any(${ids}::uuid[]))`)
    .orderBy(delivery.id);
  return rows.map((row) => ({
    started: {
      deliveryId: row.delivery_id,
      epoch: row.epoch,
      attemptId: row.attempt_id!,
      laneId: row.lane_id,
      number: row.attempts,
      members: members.filter((member) => member.leadId === row.delivery_id),
    },
    result: { outcome: 'lost' },
  }));
}
