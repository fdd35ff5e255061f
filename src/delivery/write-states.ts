import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { MemberFate } from './verdict.ts';

/** Writes what became of any number of deliveries with one statement. */
export async function writeStates(tx: Tx, fates: readonly MemberFate[]): Promise<void> {
  const rows = fates.map(({ id, state, reasonCode, reason }) => ({ id, state, reason_code: reasonCode, reason }));
  await tx.execute(sql`
    update delivery d set state = r.state, state_at = now(), reason_code = r.reason_code, reason = r.reason,
      arrived_at = case when r.state = 'arrived' then now() else d.arrived_at end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, state text, reason_code text, reason jsonb)
    where d.id = r.id and d.id = any(${sql.param(rows.map((row) => row.id))}::uuid[])`);
}
