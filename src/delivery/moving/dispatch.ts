import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import { laneKey, routeKey } from '../lanes.ts';
import type { Moved } from './plan.ts';

/** A claim of a row that was deleted and made anew must not fit it: epochs of a life begin where no earlier one ended. */
const FIRST_EPOCH = sql`extract(epoch from now())::int - 1700000000`;

/** What is being sent to their new recipient decides; until then they are not sent beside it. */
export async function postpone(tx: Tx, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await tx.execute(sql`
    update dispatch set state = 'due', epoch = epoch + 1, lease_until = null,
      due_at = greatest(due_at, now() + make_interval(secs => 60))
    where delivery_id = any(${sql.param([...leadIds])}::uuid[]) and state <> 'sending'`);
}

/** A lead that is pushed has a row in the lane of its recipient; nobody else of a group has one. */
export async function writeDispatch(tx: Tx, moved: readonly Moved[], deadlineSeconds: number): Promise<void> {
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
      attempt_id = null, lease_until = null, due_at = excluded.due_at, deadline_at = excluded.deadline_at, queued_at = now(),
      warned = false, attempts = 0
    returning delivery_id`);
  if (rows.length < pushed.length) throw new Error('a lane is missing: nothing is moved, and the next round makes it');
}
