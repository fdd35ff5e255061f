import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { ensureLanes, type LaneLimits } from './lanes.ts';

/** A push, by its lead, that shall be made from now on. */
export interface Push {
  readonly id: string;
  readonly documentId: string;
  readonly laneKey: string;
  readonly limits: LaneLimits;
  readonly urgent: boolean;
  readonly rankAt: Date;
  /** Tries made so far: their numbers go on. */
  readonly attempts: number;
}

/** Puts pushes into their lanes, due at once, each with the whole time until its deadline. */
export async function enqueue(tx: Tx, pushes: readonly Push[], deadlineSeconds: number): Promise<void> {
  if (pushes.length === 0) return;
  const lanes = await ensureLanes(tx, new Map(pushes.map((push) => [push.laneKey, push.limits])));
  const rows = pushes.map((push) => ({
    id: push.id,
    lane_id: lanes.get(push.laneKey),
    document_id: push.documentId,
    urgent: push.urgent,
    rank_at: push.rankAt,
    attempts: push.attempts,
  }));
  await tx.execute(sql`
    insert into dispatch (delivery_id, lane_id, document_id, state, urgent, rank_at, attempts, due_at, deadline_at)
    select r.id, r.lane_id, r.document_id, 'due', r.urgent, r.rank_at, r.attempts, now(),
      now() + make_interval(secs => ${deadlineSeconds})
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, lane_id uuid, document_id uuid,
      urgent boolean, rank_at timestamptz, attempts int)`);
}
